/**
 * A suite fixes, for every checkpoint alike, the probes, benchmarks, grids and seeds (measurement 1.10).
 * `demo` is the small one that the bundled mini benchmarks are evaluated under.
 */
export const suiteIds = ['demo', 'standard'] as const
export type SuiteId = (typeof suiteIds)[number]
