import { Refusal } from '#lib/domain/refusal'
import { suiteIds } from '#lib/domain/suite'
import type { ImageSize } from '#lib/domain/visual-tokens'
import { probes } from '#lib/probes/index'
import { countTrials } from '#workers/evaluation/count-trials'
import {
  checkRunnable,
  compileCheckpoint,
  type PreparedCheckpoint,
} from '#workers/runtime/compile-checkpoint'
import { digestCheckpoint } from '#workers/runtime/digest'
import { checkpointDirectory } from './checkpoint-source'
import { benchmarkHelp, chosenBenchmarks } from './chosen-benchmarks'
import { type Command, oneOf, onlyPositional, readArguments, table } from './command'
import { digestMemory } from './engine-options'
import { planTable } from './plan-table'

export const inspect: Command = {
  name: 'inspect',
  usage: 'CHECKPOINT [--suite ID]',
  summary: 'what a checkpoint is, whether it can be evaluated here, and what a suite would cost',
  options: [['--suite ID', `${suiteIds.join(', ')} (demo)`], ...benchmarkHelp],
  async run(args, terminal) {
    const { values, positionals } = readArguments(args, {
      suite: { type: 'string' },
      benchmark: { type: 'string', multiple: true },
      benchmarks: { type: 'string' },
      json: { type: 'boolean' },
    })
    const argument = onlyPositional(positionals, 'CHECKPOINT')
    const suite = oneOf(values.suite ?? 'demo', '--suite', suiteIds)
    const directory = await checkpointDirectory(argument, terminal)
    const prepared = compileCheckpoint(directory)
    const { shape, compiled, missing, unused, memoryBytes, tensors } = prepared
    const files = await chosenBenchmarks(values.benchmark, values.benchmarks)
    const benchmarks = files.map(file =>
      countTrials(file, probes, suite, Number.MAX_SAFE_INTEGER, size => compiled.packing(size, 1).layout),
    )
    const json = {
      digest: await digestCheckpoint(directory, tensors.files, digestMemory()),
      ...shape,
      visualTokens: usualSizes.map(size => describeTokens(prepared, size)),
      memoryBytes,
      missing,
      unused,
      refusal: refusalOf(prepared),
      suite: { id: suite, benchmarks },
    }
    const text = [
      table([
        ['digest', json.digest],
        ['family', shape.family],
        ['vision tower', describeTower(prepared)],
        ['language model', describeDecoder(prepared)],
        ['parameters', `${shape.parameters.toLocaleString('en')} in ${shape.storedPrecision}`],
        ['weights', `${megabytes(shape.weightBytes)} in ${tensors.files.join(', ')}`],
        ['visual tokens', visualTokens(json.visualTokens)],
        ['memory', `${megabytes(memoryBytes)} as fp32, working memory included`],
        ['missing tensors', missing.join('; ') || 'none'],
        ['unused tensors', unused.join('; ') || 'none'],
        ['runs here', json.refusal ? `no: ${json.refusal.reason}: ${json.refusal.message}` : 'yes'],
      ]),
      '',
      `suite ${suite}`,
      planTable(benchmarks),
    ].join('\n')
    return { json, text }
  },
}

/** Why the checkpoint would not be opened, or null. */
function refusalOf(prepared: PreparedCheckpoint): { reason: string; message: string } | null {
  try {
    checkRunnable(prepared)
    return null
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { reason: error.reason, message: error.message }
  }
}

/** Pictures of which the tokens are told: a square, a photograph on its side and upright, a screen. */
const usualSizes = [
  { width: 336, height: 336 },
  { width: 640, height: 480 },
  { width: 480, height: 640 },
  { width: 1920, height: 1080 },
]

interface SizeTokens extends ImageSize {
  readonly count: number
  readonly blocks: readonly { readonly kind: string; readonly rows: number; readonly columns: number }[]
}

function describeTokens({ compiled }: PreparedCheckpoint, size: ImageSize): SizeTokens {
  const { count, blocks } = compiled.packing(size, 1).layout
  return { ...size, count, blocks: blocks.map(({ kind, rows, columns }) => ({ kind, rows, columns })) }
}

function visualTokens(sizes: readonly SizeTokens[]): string {
  const [first] = sizes
  if (sizes.every(({ count }) => count === first?.count)) return `${first?.count} an image`
  return sizes.map(({ width, height, count }) => `${count} for ${width} × ${height}`).join(', ')
}

function describeTower({ shape: { vision } }: PreparedCheckpoint): string {
  const { modelType, layers, width, heads, imageSize, patchSize } = vision
  return `${modelType}: ${layers} layers of ${width}, ${heads} heads, ${imageSize} px in patches of ${patchSize}`
}

function describeDecoder({ shape: { text } }: PreparedCheckpoint): string {
  const { modelType, layers, width, heads, keyValueHeads, vocabulary, maxPositions } = text
  return `${modelType}: ${layers} layers of ${width}, ${heads} heads over ${keyValueHeads} of keys and values, ${vocabulary} pieces, ${maxPositions} positions`
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
