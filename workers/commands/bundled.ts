import { fileURLToPath } from 'node:url'

/** What comes with the repository. */
export const bundledBenchmarks = fileURLToPath(new URL('../../examples/benchmarks', import.meta.url))
export const bundledCheckpoints = fileURLToPath(new URL('../../examples/checkpoints', import.meta.url))
