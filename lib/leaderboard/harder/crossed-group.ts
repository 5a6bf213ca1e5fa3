import { normalisedAnswer } from '../items/answer-code'
import { goldTextOf } from '../items/evidence-items'
import { counterItem } from './counter-item'
import {
  drawKey,
  excluded,
  startVariant,
  type Transformation,
  type VariantItem,
  type VariantSource,
} from './variant'

/** A yes/no question about two pictures, and which of them it is true of. */
interface CrossedQuestion {
  readonly question: string
  readonly trueOfFirst: boolean
}

/**
 * Two pictures and two yes/no questions with crossed answers, as NaturalBench asks them (Li et al. 2024): no answer that
 * goes by the question alone, or by the picture alone, is right about all four; four coin flips are, once in 16.
 */
export const crossedGroup: Transformation = {
  id: 'crossed-group',
  title: 'Two pictures, two questions',
  answers: '4',
  build(source, at) {
    const item = source.items[at]
    const counter = counterItem(source, at, 'crossed-group', { apart: false })
    if (counter === null) return excluded('no other picture has the same question and another of its answers')
    const questions =
      item.options.length === 0 ? askedOfBoth(source, at, counter.at) : aboutAnswers(source, at, counter.at)
    if (questions === null) return excluded('the two pictures share no second question with crossed answers')
    const pictures = [item.id, source.items[counter.at].id]
    return questions.flatMap(({ question, trueOfFirst }, asked) =>
      pictures.map((picture, shown): VariantItem => {
        const isTrue = trueOfFirst === (shown === 0)
        return {
          ...startVariant(source, at, 'crossed-group', `q${asked + 1}-i${shown + 1}`),
          parents: pictures,
          group: `${pictures.toSorted().join('+')}~crossed-group`,
          parameters: { question: asked + 1, picture: shown + 1 },
          key: source.pictureVectors ? null : drawKey(source, 'crossed-group', item.id),
          turns: [{ question, options: [], answer: isTrue ? 'Yes' : 'No' }],
          details: {},
          picture: { item: picture },
          cluster: String(source.clusters[shown === 0 ? at : counter.at]),
          guessFloor: 1 / 16,
          checks: [{ check: 'the four answers are crossed', verdict: 'passed' }],
        }
      }),
    )
  },
}

/** Two yes/no questions that the benchmark asks about both pictures, true of one each. */
function askedOfBoth(source: VariantSource, at: number, other: number): CrossedQuestion[] | null {
  const { items } = source
  const ofPicture = (place: number) =>
    (source.byPicture.get(items[place].imageHash) ?? []).map(member => items[member])
  const first = normalisedAnswer(items[at].answer) === 'yes'
  const second = ofPicture(at).find(
    candidate =>
      normalisedAnswer(candidate.question) !== normalisedAnswer(items[at].question) &&
      normalisedAnswer(candidate.answer) === (first ? 'no' : 'yes') &&
      ofPicture(other).some(
        twin =>
          normalisedAnswer(twin.question) === normalisedAnswer(candidate.question) &&
          normalisedAnswer(twin.answer) === (first ? 'yes' : 'no'),
      ),
  )
  if (!second) return null
  return [
    { question: items[at].question, trueOfFirst: first },
    { question: second.question, trueOfFirst: !first },
  ]
}

/** Of a question with options: whether its answer is the one, whether it is the other. */
function aboutAnswers({ items }: VariantSource, at: number, other: number): CrossedQuestion[] {
  const asked = (answer: string) =>
    `Consider the question "${items[at].question}" Is the right answer for this picture "${answer}"?`
  return [
    { question: asked(goldTextOf(items[at])), trueOfFirst: true },
    { question: asked(goldTextOf(items[other])), trueOfFirst: false },
  ]
}
