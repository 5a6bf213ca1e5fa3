import type { CheckpointShape } from '../domain/checkpoint'
import type { Lacking } from '../domain/need'
import type { NotRun } from '../domain/not-run'
import type { SuiteId } from '../domain/suite'
import { knownBenchmarks } from './design/benchmark-sets'
import { groupsPerSide } from './design/token-groups'
import { probes } from './index'
import type { Condition, Need, Probe, ProbedBenchmark } from './probe'
import { hasMeans, type Means, missingNeeds, ownMeans } from './suite-conditions'

type Reason = NotRun['reason']

const missing: Readonly<Record<Need, Reason>> = {
  saliency: { code: 'no-saliency-encoder', message: 'no encoder whose attention says what stands out' },
  synthesizer: {
    code: 'no-synthesizer',
    message: 'no captioner with a text-to-image model, and no set that was synthesized earlier',
  },
  encoder: { code: 'no-encoder', message: 'no encoder is declared with it' },
  'image-encoder': { code: 'no-encoder', message: 'no encoder is declared with it' },
  backbone: { code: 'no-backbone', message: 'no backbone is declared with it' },
  'language-models': { code: 'no-language-models', message: 'no language model to hold features against' },
  weights: { code: 'chat-endpoint', message: 'a chat endpoint shows pictures and texts, and no weights' },
  judge: { code: 'no-judge', message: 'no judge' },
}

/** A probe on a benchmark, under a suite, with what there is to run it. */
interface Case {
  readonly suite: SuiteId
  readonly probe: Probe
  readonly benchmark: ProbedBenchmark
  readonly checkpoint: CheckpointShape
  readonly means: Means
  readonly lacking: Lacking
}

/**
 * What a suite would run and these means do not allow, with the reason: the complement of `suiteConditions`.
 * @param benchmarks those of the run; a probe that is about none of them is not run for want of items.
 * @param lacking why means that were given cannot be used.
 */
export function missingMeans(
  suite: SuiteId,
  benchmarks: readonly ProbedBenchmark[],
  checkpoint: CheckpointShape,
  only: readonly Probe[] = probes,
  means: Means = ownMeans,
  lacking: Lacking = {},
): NotRun[] {
  return only.flatMap(probe => {
    const cases = benchmarks
      .map((benchmark): Case => ({ suite, probe, benchmark, checkpoint, means, lacking }))
      .filter(isAbout)
    const everywhere = (reason: Reason): NotRun => ({ probe: probe.id, benchmark: null, reason })
    const need = probe.needs.find(one => !hasMeans(means, one))
    if (cases.length === 0) {
      const wanted = benchmarksOf(suite, probe, checkpoint)
      const message = `none of its benchmarks is there: ${wanted.join(', ')}`
      if (wanted.length === 0) return []
      return [everywhere(need ? reasonOf(need, lacking) : { code: 'too-few-items', message })]
    }
    if (need) return [everywhere(reasonOf(need, lacking))]
    return cases.flatMap(one =>
      reasonsOn(one).map(reason => ({ probe: probe.id, benchmark: one.benchmark.benchmark, reason })),
    )
  })
}

/** What was given and cannot be used says why; else nothing was given. */
function reasonOf(need: Need, lacking: Lacking): Reason {
  return { ...missing[need], ...(lacking[need] === undefined ? {} : { message: lacking[need] }) }
}

/** Whether the suite would run the probe on the benchmark, were its items many. */
function isAbout({ suite, probe, benchmark, checkpoint }: Omit<Case, 'means' | 'lacking'>): boolean {
  if (probe.reduction?.(suite).benchmark === benchmark.benchmark) return true
  return probe.conditions(suite, withMany(benchmark), finest(checkpoint)).length > 0
}

function benchmarksOf(suite: SuiteId, probe: Probe, checkpoint: CheckpointShape): string[] {
  return knownBenchmarks({ options: 4 }).flatMap(benchmark =>
    isAbout({ suite, probe, benchmark, checkpoint }) ? [benchmark.benchmark] : [],
  )
}

function reasonsOn(one: Case): Reason[] {
  const { suite, probe, benchmark, checkpoint } = one
  const reduction = probe.reduction?.(suite)
  if (reduction) return tooFewRows(benchmark.items, reduction.fewestItems)
  const run = probe.conditions(suite, benchmark, checkpoint)
  const beside = (wider: ProbedBenchmark, shape = checkpoint) =>
    settingsBeside(probe.conditions(suite, wider, shape), run)
  const ungrouped = groupsPerSide(suite, checkpoint) === 0 ? beside(benchmark, finest(checkpoint)) : []
  return [
    ...costing('too-few-items', 'an only item has no other', beside(withMany(benchmark))),
    ...costing('too-few-groups', 'fewer than 2 rows of patches make no groups', ungrouped),
    ...unmet(one, run),
  ]
}

/** One reason for each means that is missing; it names settings where others of the probe are run. */
function unmet({ probe, benchmark, means, lacking }: Case, run: readonly Condition[]): Reason[] {
  const lost = run.flatMap(condition =>
    missingNeeds({ probe, condition }, benchmark, means).map(need => ({ condition, need })),
  )
  return [...Map.groupBy(lost, ({ need }) => need)].flatMap(([need, members]) => {
    const reason = reasonOf(need, lacking)
    if (members.length === run.length) return [reason]
    const settings = settingsBeside(
      members.map(({ condition }) => condition),
      [],
    )
    return costing(reason.code, reason.message, settings)
  })
}

function tooFewRows(items: number | undefined, fewest: number): Reason[] {
  if (items === undefined || items >= fewest) return []
  return [{ code: 'too-few-items', message: `${items} items; at least ${fewest}` }]
}

/** A reason that names the first few settings it costs; none where it costs none. */
function costing(code: Reason['code'], why: string, settings: readonly string[]): Reason[] {
  if (settings.length === 0) return []
  const more = settings.length > 6 ? ` and ${settings.length - 6} more` : ''
  return [{ code, message: `${why}: ${settings.slice(0, 6).join(', ')}${more}` }]
}

/** Settings of conditions that are not among others, each once. */
function settingsBeside(all: readonly Condition[], others: readonly Condition[]): string[] {
  const known = new Set(others.map(({ id }) => id))
  return [...new Set(all.flatMap(({ id, setting }) => (known.has(id) ? [] : (setting ?? []))))]
}

function withMany({ items: _, ...benchmark }: ProbedBenchmark): ProbedBenchmark {
  return benchmark
}

/** The same checkpoint with a picture of as many patches as any suite cuts into groups, and a layer at least. */
function finest(checkpoint: CheckpointShape): CheckpointShape {
  const { vision, text } = checkpoint
  return {
    ...checkpoint,
    vision: { ...vision, imageSize: 100 * vision.patchSize },
    text: { ...text, layers: Math.max(1, text.layers) },
  }
}
