import type { SuiteId } from '#lib/domain/suite'
import type { Probe } from '#lib/probes/probe'
import { hasMeans, type Means } from '#lib/probes/suite-conditions'
import type { LanguageModel } from '#workers/compiler/language-models/language-model'
import type { BenchmarkFile } from '#workers/datasets/read-benchmark'
import type { EngineCosts } from '#workers/runtime/engine-costs'
import type { PlannableCheckpoint } from '#workers/runtime/plannable-checkpoint'
import { askedItems, picturesIn } from './artifacts/open-artifacts'
import { longestCaption } from './artifacts/synthesized-set'
import type { EvaluatedFile, ListedCondition } from './evaluate-slice'
import { type Looking, lookCost, tokenLetters } from './plan-rules'
import { alignedItems } from './reduce-alignment'
import { readingCost, sayingCost } from './step-costs'

/** Passes of one model that are no answers to items. */
export interface PlannedPasses {
  /** Who makes them, e.g. `encoder`. */
  readonly by: string
  readonly count: number
  /** Null where nothing is known of its graphs before they are opened. */
  readonly multiplyAdds: number | null
  /** Made once for all checkpoints, and kept. */
  readonly shared: boolean
}

/** What a run does on a benchmark beside asking its items. */
export interface WorkBeside {
  readonly benchmark: string
  readonly title: string
  readonly work: 'saliency' | 'synthesized-set' | 'alignment-knn'
  readonly passes: readonly PlannedPasses[]
}

/** A language model whose folder was looked at. */
export interface PlannableLanguageModel {
  readonly costs: EngineCosts
  readonly shape: Pick<LanguageModel['shape'], 'layers' | 'width'>
}

/** What those cost that work beside the checkpoint; null or empty where there is none, or where nothing is known. */
export interface Helpers {
  readonly encoder: Looking | null
  readonly saliency: Looking | null
  readonly likeness: Looking | null
  readonly captioner: PlannableCheckpoint | null
  /** The smallest first. */
  readonly languageModels: readonly PlannableLanguageModel[]
}

/** Share of the tokens that a caption may have, more or less, that it has. */
const captionShare = 1 / 4

/** What the conditions of a file take that is made before it is asked, as `openArtifacts` makes it. */
export function planArtifacts(
  file: EvaluatedFile,
  lists: readonly ListedCondition[],
  { saliency, likeness, captioner }: Helpers,
): WorkBeside[] {
  const about = { benchmark: file.benchmark.id, title: file.title }
  const stands = askedItems(file, lists, 'saliency')?.items.filter(({ images }) => images.length > 0)
  const drawn = askedItems(file, lists, 'synthesizer')?.items.filter(({ images }) => images.length > 0)
  const shared = true
  const work: WorkBeside[] = []
  if (stands && stands.length > 0) {
    const looks = looksOf('saliency encoder', stands.length, saliency, shared)
    work.push({ ...about, work: 'saliency', passes: [looks] })
  }
  if (drawn && drawn.length > 0) {
    const count = drawn.length * picturesIn(lists)
    const places = new Map(file.items.map(({ id }, at) => [id, at]))
    const captions = drawn.map(({ id }) => captionCost(captioner, file.sizes[places.get(id) ?? 0] ?? null))
    const passes: PlannedPasses[] = [
      { by: 'captioner', count: drawn.length, multiplyAdds: sumOf(captions), shared },
      { by: 'synthesizer', count, multiplyAdds: null, shared },
      ...(likeness ? [looksOf('likeness encoder', drawn.length + count, likeness, shared)] : []),
    ]
    work.push({ ...about, work: 'synthesized-set', passes })
  }
  return work
}

/** What is read of files that ask nothing, and reduced to results of their own, as `reduceAlignment` does it. */
export function planReductions(
  files: readonly BenchmarkFile[],
  {
    probes,
    suite,
    means,
  }: { readonly probes: readonly Probe[]; readonly suite: SuiteId; readonly means: Means },
  checkpoint: PlannableCheckpoint,
  { encoder, languageModels }: Helpers,
): WorkBeside[] {
  return probes.flatMap(({ needs, reduction }): WorkBeside[] => {
    const wanted = reduction?.(suite)
    const file = files.find(({ benchmark }) => benchmark.id === wanted?.benchmark)
    if (!wanted || !file || !needs.every(need => hasMeans(means, need))) return []
    const items = alignedItems(file.items, wanted.items)
    if (items.length < wanted.fewestItems) return []
    const chosen = languageModels.slice(0, wanted.languageModels ?? languageModels.length)
    const texts = items.map(({ answer }) => Math.ceil(answer.length / tokenLetters))
    const read = chosen.flatMap(({ costs }) => texts.map(tokens => readingCost(costs, tokens, null)))
    const sizes = new Map(file.items.map(({ id }, at) => [id, file.sizes[at] ?? null]))
    const seen = items.map(({ id }) => pictureCost(checkpoint, sizes.get(id) ?? null))
    const layers = [
      ...(encoder ? [encoder.vision] : []),
      { layers: checkpoint.shape.text.layers + 1, width: checkpoint.shape.text.width },
      ...chosen.map(({ shape }) => ({ layers: shape.layers + 1, width: shape.width })),
    ]
    const pairs = items.length ** 2 / 2
    const passes: PlannedPasses[] = [
      looksOf('encoder', items.length, encoder, false),
      { by: 'checkpoint', count: items.length, multiplyAdds: sumOf(seen), shared: false },
      { by: 'language models', count: read.length, multiplyAdds: sumOf(read), shared: true },
      {
        by: 'similarities of layers',
        count: layers.reduce((sum, one) => sum + one.layers, 0),
        multiplyAdds: layers.reduce((sum, one) => sum + pairs * one.layers * one.width, 0),
        shared: false,
      },
    ]
    return [{ benchmark: file.benchmark.id, title: file.title, work: 'alignment-knn', passes }]
  })
}

function looksOf(by: string, count: number, encoder: Looking | null, shared: boolean): PlannedPasses {
  const each = encoder ? lookCost(encoder) : 0
  // Nothing is known of a ResNet.
  return { by, count, multiplyAdds: each > 0 ? count * each : null, shared }
}

type Size = EvaluatedFile['sizes'][number]

/** Of reading a picture under an empty question. */
function pictureCost({ costs, towerPasses, visualTokenLayout }: PlannableCheckpoint, size: Size): number {
  const shown = size ?? { width: 1, height: 1 }
  return towerPasses(shown) * costs.tile + readingCost(costs, visualTokenLayout(shown).count, null)
}

function captionCost(captioner: PlannableCheckpoint | null, size: Size): number | null {
  if (!captioner) return null
  const tokens = captioner.visualTokenLayout(size ?? { width: 1, height: 1 }).count
  return pictureCost(captioner, size) + sayingCost(captioner.costs, tokens, longestCaption * captionShare)
}

function sumOf(costs: readonly (number | null)[]): number | null {
  return costs.reduce((sum, cost) => (sum === null || cost === null ? null : sum + cost), 0)
}
