/** Ids that stay the same when an item moves between folders; each answer is in the kind of ids that was asked for. */
export const immutableIds = 'IdType="ImmutableId"';
