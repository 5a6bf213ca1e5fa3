/**
 * A suite fixes, for every checkpoint alike, the probes, benchmarks, items, grids and seeds (measurement 1.10).
 * `demo` is the small one that the bundled mini benchmarks are evaluated under; `standard` makes the paper's choices;
 * `full` adds every control.
 */
export const suiteIds = ['demo', 'standard', 'full'] as const
export type SuiteId = (typeof suiteIds)[number]
