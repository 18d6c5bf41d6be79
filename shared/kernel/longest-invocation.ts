/** No invocation lives longer: `functionTimeout` of host.json. What one has read before counts for no longer than this. */
export const longestInvocationMs = 30 * 60_000;
