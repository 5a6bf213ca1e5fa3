import { isNotEnough } from '#lib/domain/not-enough-data'
import type { BenchmarkSummary } from '#lib/domain/run-summary'
import { decimal, percent } from '../format/numbers'
import { printedScaleOf } from '../format/printed-score'
import { settingWords } from '../format/settings'

export interface TagWords {
  readonly word: string
  readonly reason: string
}

/** The tags of a benchmark's row, each with its number: a number stays, the tag explains it. */
export function benchmarkTags(benchmark: BenchmarkSummary): TagWords[] {
  const { score, atChance, smallSample, effects, guessFloor, judgeFailures } = benchmark
  const tags: TagWords[] = []
  if (smallSample)
    tags.push({
      word: 'small sample',
      reason: `${score.clusters} clusters, under the 30 that a rank by this benchmark alone would need.`,
    })
  if (atChance)
    tags.push({
      word: 'at chance',
      reason: `The unprobed score is not clearly above the guess floor of ${printedScaleOf(benchmark).print(guessFloor)}: ratios and areas are not formed.`,
    })
  if (judgeFailures > 0)
    tags.push({
      word: 'judge failed',
      reason: `No judge gave a verdict on ${decimal(judgeFailures, 0)} items under some condition: they are left out of every number here.`,
    })
  const confounded = effects.filter(({ formatConfounded }) => formatConfounded)
  if (confounded.length > 0)
    tags.push({
      word: 'format-confounded',
      reason: confounded
        .map(
          ({ setting, unparsedRate, unparsedReferenceRate, readableChange }) =>
            `${settingWords(setting).short}: ${percent(unparsedRate)} of answers unreadable against ${percent(unparsedReferenceRate)}${
              readableChange
                ? `; ${decimal(readableChange.pp, 1)} pp over the ${decimal(readableChange.units, 0)} read in both`
                : ''
            }.`,
        )
        .join(' '),
    })
  const unstable = effects.filter(
    ({ retention }) => retention !== null && !isNotEnough(retention) && retention.unstable,
  )
  if (unstable.length > 0)
    tags.push({
      word: 'unstable ratio',
      reason:
        'The unprobed score is under four of its standard errors above chance, so intervals of ratios are bootstrapped.',
    })
  return tags
}
