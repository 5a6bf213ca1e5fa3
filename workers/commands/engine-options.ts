import { join } from 'node:path'
import { readEnv } from '#lib/env'
import { precisions, providers } from '#workers/compiler/dialect'
import type { OpenOptions } from '#workers/runtime/open-checkpoint'
import { oneOf, wholeNumber } from './command'

/** Options of every command that runs a checkpoint, for `readArguments`. */
export const engineOptions = {
  provider: { type: 'string' },
  precision: { type: 'string' },
  threads: { type: 'string' },
} as const

export const engineHelp = [
  ['--provider ID', `execution provider: ${providers.join(', ')}; never replaced by another one (cpu)`],
  [
    '--precision P',
    `precision of the computation: ${precisions.join(', ')}, where the provider has it (fp32)`,
  ],
  ['--threads N', 'threads of a session (1 for small checkpoints, else all cores)'],
] as const

/** The folder that remembers the hashes of large files, so that a checkpoint is hashed when it is first opened. */
export function digestMemory(): string {
  return join(readEnv().dataFolder, 'digests')
}

/** @throws BadUsage. */
export function engineSettings(values: {
  readonly provider?: string | undefined
  readonly precision?: string | undefined
  readonly threads?: string | undefined
}): OpenOptions {
  return {
    provider: oneOf(values.provider ?? 'cpu', '--provider', providers),
    precision: oneOf(values.precision ?? 'fp32', '--precision', precisions),
    threads: wholeNumber(values.threads, '--threads', 1, null),
    digestMemory: digestMemory(),
  }
}

/** How a checkpoint is opened to be probed: one session a layer, so that a prompt resumes at, and noise is matched to the stream of, any layer. */
export function probingSettings(engine: OpenOptions): OpenOptions {
  return { ...engine, layersPerSession: 1 }
}
