import type { BenchmarkSummary, Effect, RunSummary } from '#lib/domain/run-summary'
import type { RankedEntry } from '#lib/leaderboard/rank-entries'
import { gridOf } from '#lib/probes/spatial-shuffle'
import { relianceThreshold } from '../board/profile-columns'
import { counted, decimal, listed } from '../format/numbers'
import { settingWords } from '../format/settings'

/** One claim that a test supports, with the numbers it is made of. */
export interface Finding {
  readonly title: string
  readonly text: string
  /** Which cells it comes from. */
  readonly source: string
}

/** What stands under a checkpoint's name: its rank, and what its cells say of how it sees. */
export function lede({ entry, rank }: RankedEntry, ranked: number): string {
  const { summary } = entry
  return [rank && ranked > 1 ? rankSentence(rank, ranked) : null, relianceSentence(summary)]
    .filter(part => part !== null)
    .join(' ')
}

function rankSentence(
  { best, worst }: { readonly best: number; readonly worst: number },
  ranked: number,
): string {
  return best === worst ? `Rank ${best} of ${ranked}.` : `Rank ${best} to ${worst} of ${ranked}.`
}

function relianceSentence(summary: RunSummary): string {
  const reliance = summary.profile.find(({ id }) => id === 'P3')?.value ?? null
  if (reliance === null)
    return 'Not clearly above chance on any benchmark, so what it leans on cannot be read.'
  const loss = `Loses ${decimal(100 * reliance, 0)}\u2009% of its above-chance score without the image`
  if (reliance < relianceThreshold) return `${loss}: what it keeps under a probe says little about sight.`
  return `${loss}: ${orderClause(summary.benchmarks)}.`
}

function orderClause(benchmarks: readonly BenchmarkSummary[]): string {
  const permuted = withVerdict(benchmarks, 'permuted')
  if (permuted.length === 0) return 'it looks'
  const lower = permuted.filter(({ effect }) => effect.change.verdict === 'lower')
  if (lower.length > 0) return `it looks, and the order of what it sees matters on ${titles(lower)}`
  const equivalent = permuted.every(({ effect }) => effect.change.verdict === 'equivalent')
  return equivalent
    ? 'it looks, but permuting its visual tokens changes no score by more than 2\u2009pp'
    : 'it looks; no effect of the order of its visual tokens was detected'
}

/** The significant findings, each from the same cells as the charts; one that they no longer support is gone. */
export function findings({ benchmarks }: RunSummary): Finding[] {
  return [
    ...changed(benchmarks, 'no-image', 'lower', on => `The image is needed on ${on}.`),
    ...changed(benchmarks, 'no-image', 'equivalent', on => `Without the image, ${on} stays within 2 pp.`),
    ...changed(benchmarks, 'permuted', 'lower', on => `Token order matters on ${on}.`),
    ...changed(benchmarks, 'permuted', 'equivalent', on => `Token order hardly matters on ${on}.`),
    ...spatialFinding(benchmarks),
    ...formatFinding(benchmarks),
  ]
}

interface Found {
  readonly benchmark: BenchmarkSummary
  readonly effect: Effect
}

function withVerdict(benchmarks: readonly BenchmarkSummary[], setting: string): Found[] {
  return benchmarks.flatMap(benchmark => {
    const effect = benchmark.effects.find(candidate => candidate.setting === setting)
    // At chance there is nothing to lose, so an unchanged score is no finding.
    return effect && !benchmark.atChance ? [{ benchmark, effect }] : []
  })
}

function changed(
  benchmarks: readonly BenchmarkSummary[],
  setting: string,
  verdict: Effect['change']['verdict'],
  title: (on: string) => string,
): Finding[] {
  const found = withVerdict(benchmarks, setting).filter(({ effect }) => effect.change.verdict === verdict)
  if (found.length === 0) return []
  return [
    {
      title: title(titles(found)),
      text: readings(found),
      source: sourceOf(settingWords(setting).short, found),
    },
  ]
}

/** For each benchmark the coarsest grid at which shuffling is seen to cost something. */
function spatialFinding(benchmarks: readonly BenchmarkSummary[]): Finding[] {
  const found = benchmarks.flatMap((benchmark): Found[] => {
    const lower = benchmark.effects
      .filter(({ setting, change }) => setting.startsWith('grid-') && change.verdict === 'lower')
      .sort((a, b) => gridOf(a.setting) - gridOf(b.setting))
    return lower[0] && !benchmark.atChance ? [{ benchmark, effect: lower[0] }] : []
  })
  if (found.length === 0) return []
  const from = found.map(
    ({ benchmark, effect }) =>
      `${benchmark.title} from ${settingWords(effect.setting).short} cells on, there ${effect.change.reading}`,
  )
  return [
    {
      title: `Where things are matters on ${titles(found)}.`,
      text: `${from.join('; ')}.`,
      source: sourceOf('Image shuffled, against the resized one', found),
    },
  ]
}

function formatFinding(benchmarks: readonly BenchmarkSummary[]): Finding[] {
  const found = benchmarks.flatMap(benchmark =>
    benchmark.effects
      .filter(({ formatConfounded }) => formatConfounded)
      .map(effect => ({ benchmark, effect })),
  )
  if (found.length === 0) return []
  const cells = found.map(
    ({ benchmark, effect }) => `${benchmark.title} ${settingWords(effect.setting).long}`,
  )
  return [
    {
      title: 'Some answers could not be read.',
      text: `The share of unreadable answers differs by more than 2 pp on ${listed(cells)}: part of that change is format.`,
      source: 'Parse failures',
    },
  ]
}

/** `Permuted · two benchmarks`. */
function sourceOf(condition: string, found: readonly Found[]): string {
  return `${condition} · ${counted(found.length, 'benchmark')}`
}

function titles(found: readonly Found[]): string {
  return listed(found.map(({ benchmark }) => benchmark.title))
}

function readings(found: readonly Found[]): string {
  return `${found.map(({ benchmark, effect }) => `${benchmark.title} ${effect.change.reading}`).join('; ')}.`
}
