import { type NotEnoughData, tooFew } from '../domain/not-enough-data'

/** What each unit is worth over its rotations, in [0, 1]; NaN where none asked it. */
export interface RotatedScores {
  /** Mean over the rotations. */
  readonly mean: Float64Array
  /** The worst of them: right only where every rotation is right, CircularEval (Liu et al. 2023; measurement 4.5). */
  readonly circular: Float64Array
}

/**
 * @param rotations [rotations][units], the order in the file first; NaN where a rotation did not ask a unit, since an item
 * with fewer options than others has fewer.
 */
export function scoreRotations(rotations: readonly ArrayLike<number>[]): RotatedScores {
  const over = (combine: (values: readonly number[]) => number) =>
    Float64Array.from({ length: rotations[0]?.length ?? 0 }, (_, unit) => {
      const asked = rotations.map(values => values[unit] ?? Number.NaN).filter(value => !Number.isNaN(value))
      return asked.length > 0 ? combine(asked) : Number.NaN
    })
  return { mean: over(mean), circular: over(values => Math.min(...values)) }
}

/** What each group of two pictures and two questions is worth (Li et al. 2024, NaturalBench; measurement 4.5). */
export interface GroupScores {
  readonly accuracy: Float64Array
  /** Share of its questions answered right for both pictures. */
  readonly question: Float64Array
  /** Share of its pictures on which both questions are answered right. */
  readonly image: Float64Array
  readonly group: Float64Array
}

/** @param correct [groups][questions][images], 0 or 1, every question on the same images. */
export function scoreImageGroups(
  correct: readonly (readonly (readonly number[])[])[],
): GroupScores | NotEnoughData {
  if (correct.length === 0) return tooFew('groups', 0, 1)
  if (correct.some(questions => questions.flat().length === 0)) return tooFew('answers of a group', 0, 1)
  const images = (questions: readonly (readonly number[])[]) =>
    (questions[0] ?? []).map((_, image) => questions.map(answers => answers[image] ?? 0))
  return {
    accuracy: Float64Array.from(correct, questions => mean(questions.flat())),
    question: Float64Array.from(correct, questions => mean(questions.map(allRight))),
    image: Float64Array.from(correct, questions => mean(images(questions).map(allRight))),
    group: Float64Array.from(correct, questions => allRight(questions.flat())),
  }
}

function allRight(answers: readonly number[]): number {
  return answers.every(answer => answer === 1) ? 1 : 0
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
