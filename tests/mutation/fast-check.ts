import fc from 'fast-check';

/** A mutant that is caught is caught: no time for a smaller counterexample, and the same ones in every run. */
fc.configureGlobal({ endOnFailure: true, seed: 20_260_101 });
