import { Refusal } from '#lib/domain/refusal'
import { type SuiteId, suiteIds } from '#lib/domain/suite'
import type { ImageSize } from '#lib/domain/visual-tokens'
import { probes } from '#lib/probes/index'
import { checkpointKind } from '#workers/compiler/checkpoint-kind'
import { readConfig } from '#workers/compiler/read-config'
import { countTrials, type TrialCount } from '#workers/evaluation/count-trials'
import {
  checkRunnable,
  compileCheckpoint,
  type PreparedCheckpoint,
} from '#workers/runtime/compile-checkpoint'
import { compileEncoder, type PreparedEncoder } from '#workers/runtime/compile-encoder'
import { compileLanguageModel, type PreparedLanguageModel } from '#workers/runtime/compile-language-model'
import { digestCheckpoint } from '#workers/runtime/digest'
import { readPlannable } from '#workers/runtime/plannable-checkpoint'
import { checkpointDirectory } from './checkpoint-source'
import { answered, benchmarkHelp, chosenBenchmarks } from './chosen-benchmarks'
import { type Command, oneOf, onlyPositional, type Report, readArguments, table } from './command'
import { digestMemory } from './engine-options'
import { planTable } from './plan-table'

type Row = readonly [string, string]

/** What all kinds of checkpoints have in common once they are compiled. */
type Prepared = Pick<PreparedCheckpoint, 'tensors' | 'missing' | 'unused' | 'memoryBytes'> & {
  readonly shape: Pick<
    PreparedCheckpoint['shape'],
    'family' | 'storedPrecision' | 'parameters' | 'weightBytes'
  >
}

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
    switch (checkpointKind(readConfig(directory))) {
      case 'vision-language': {
        const files = answered(await chosenBenchmarks(values.benchmark, values.benchmarks))
        return visionLanguage(directory, suite, files)
      }
      case 'language-model':
        return languageModel(directory)
      case 'encoder':
        return encoder(directory)
    }
  },
}

async function visionLanguage(
  directory: string,
  suite: SuiteId,
  files: Awaited<ReturnType<typeof chosenBenchmarks>>,
): Promise<Report> {
  const prepared = compileCheckpoint(directory)
  const { shape } = prepared
  const visualTokens = usualSizes.map(size => tokensOf(prepared, size))
  const plannable = files.length > 0 ? readPlannable(directory) : null
  const benchmarks: TrialCount[] = []
  for (const file of plannable ? files : [])
    if (plannable)
      benchmarks.push(await countTrials(file, { probes, suite, items: Number.MAX_SAFE_INTEGER }, plannable))
  const report = await common(directory, prepared, [
    ['vision tower', describeTower(shape.vision)],
    ['language model', describeDecoder(shape.text)],
    ['visual tokens', describeTokens(visualTokens)],
  ])
  return {
    json: { kind: 'vision-language', ...report.json, visualTokens, suite: { id: suite, benchmarks } },
    text: [report.text, '', `suite ${suite}`, planTable(benchmarks)].join('\n'),
  }
}

async function languageModel(directory: string): Promise<Report> {
  const prepared = compileLanguageModel(directory)
  const report = await common(directory, prepared, [['language model', describeDecoder(prepared.shape.text)]])
  return { json: { kind: 'language-model', ...report.json }, text: report.text }
}

async function encoder(directory: string): Promise<Report> {
  const prepared = compileEncoder(directory)
  const { vision, text, classes, embeddingWidth, attentionGrid } = prepared.shape
  const report = await common(directory, prepared, [
    ['vision tower', describeTower(vision)],
    ['text tower', text ? `${text.layers} layers of ${text.width}, ${text.maxPositions} positions` : 'none'],
    ['embedding', `${embeddingWidth} wide`],
    ['classes', classes > 0 ? String(classes) : 'no classification head'],
    ['class attention', attentionGrid === null ? 'none' : `${attentionGrid} × ${attentionGrid} patches`],
  ])
  return { json: { kind: 'encoder', ...report.json }, text: report.text }
}

/** What is said of every checkpoint, with the rows of its kind in the middle. */
async function common(directory: string, prepared: Prepared, rows: readonly Row[]) {
  const { shape, tensors, memoryBytes, missing, unused } = prepared
  const digest = await digestCheckpoint(directory, tensors.files, digestMemory())
  const refusal = refusalOf(prepared)
  return {
    json: { digest, ...shape, memoryBytes, missing, unused, refusal },
    text: table([
      ['digest', digest],
      ['family', shape.family],
      ...rows,
      ['parameters', `${shape.parameters.toLocaleString('en')} in ${shape.storedPrecision}`],
      ['weights', `${megabytes(shape.weightBytes)} in ${tensors.files.join(', ')}`],
      ['memory', `${megabytes(memoryBytes)} as fp32, working memory included`],
      ['missing tensors', missing.join('; ') || 'none'],
      ['unused tensors', unused.join('; ') || 'none'],
      ['runs here', refusal ? `no: ${refusal.reason}: ${refusal.message}` : 'yes'],
    ]),
  }
}

/** Why the checkpoint would not be opened, or null. */
function refusalOf(prepared: Prepared): { reason: string; message: string } | null {
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

function tokensOf({ compiled }: PreparedCheckpoint, size: ImageSize): SizeTokens {
  const { count, blocks } = compiled.packing(size, 1).layout
  return { ...size, count, blocks: blocks.map(({ kind, rows, columns }) => ({ kind, rows, columns })) }
}

function describeTokens(sizes: readonly SizeTokens[]): string {
  const [first] = sizes
  if (sizes.every(({ count }) => count === first?.count)) return `${first?.count} an image`
  return sizes.map(({ width, height, count }) => `${count} for ${width} × ${height}`).join(', ')
}

function describeTower({
  modelType,
  layers,
  width,
  heads,
  imageSize,
  patchSize,
}: PreparedEncoder['shape']['vision']): string {
  const attention = heads === null ? '' : `, ${heads} heads`
  const input = imageSize === null ? '' : `, ${imageSize} px in patches of ${patchSize}`
  return `${modelType}: ${layers} layers of ${width}${attention}${input}`
}

function describeDecoder(text: PreparedLanguageModel['shape']['text']): string {
  const { modelType, layers, width, heads, keyValueHeads, vocabulary, maxPositions } = text
  return `${modelType}: ${layers} layers of ${width}, ${heads} heads over ${keyValueHeads} of keys and values, ${vocabulary} pieces, ${maxPositions} positions`
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
