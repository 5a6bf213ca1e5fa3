import type { ItemRecord } from '../../domain/item'
import type { Random } from '../../statistics/keyed-random'
import { normalisedAnswer } from '../items/answer-code'
import { goldTextOf } from '../items/evidence-items'
import { labelled } from './answer-options'
import { drawFor, excluded, startVariant, type Transformation } from './variant'

const names = ['Ana', 'Ben', 'Cleo', 'Dan']

/**
 * Four people who each want two things of a picture; one of them wants this one. Two facts of the picture are needed,
 * and the gold answer follows from them by rule: who wants both as they are.
 */
export const preference: Transformation = {
  id: 'preference',
  title: 'Whose wishes the picture meets',
  answers: '1',
  build(source, at) {
    const item = source.items[at]
    const { key, random } = drawFor(source, 'preference', at)
    const others = (source.byPicture.get(item.imageHash) ?? [])
      .map(member => source.items[member])
      .filter(
        other =>
          normalisedAnswer(other.question) !== normalisedAnswer(item.question) &&
          wrongAnswer(other, random) !== null,
      )
    const wrong = wrongAnswer(item, random)
    if (wrong === null) return excluded('it has no wrong answer to want')
    if (others.length === 0) return excluded('its picture has no second question')
    const second = others[random.below(others.length)]
    const secondWrong = wrongAnswer(second, random) ?? ''
    const wishes = [
      [goldTextOf(item), goldTextOf(second)],
      [goldTextOf(item), secondWrong],
      [wrong, goldTextOf(second)],
      [wrong, secondWrong],
    ]
    const order = [...random.permutation(names.length)]
    const lines = order.map(
      (wish, person) =>
        `${names[person]} wants a picture for which the answer to the first question is "${wishes[wish][0]}" and to the second "${wishes[wish][1]}".`,
    )
    const question = [
      `First question: ${item.question}`,
      `Second question: ${second.question}`,
      ...lines,
      'Who would want this picture?',
    ].join('\n')
    const options = labelled(names)
    return [
      {
        ...startVariant(source, at, 'preference'),
        parents: [item.id, second.id],
        key,
        parameters: { second: second.id, order },
        turns: [{ question, options, answer: options[order.indexOf(0)].label }],
        details: {},
        guessFloor: 1 / names.length,
        checks: [{ check: 'the gold answer follows from two gold answers by rule', verdict: 'passed' }],
      },
    ]
  },
}

/** An answer to an item that is not its gold one: another option, or the other of yes and no. */
function wrongAnswer({ options, answer }: ItemRecord, random: Random): string | null {
  const gold = normalisedAnswer(goldTextOf({ options, answer }))
  if (options.length === 0) return gold === 'yes' ? 'No' : gold === 'no' ? 'Yes' : null
  const others = options.filter(({ text }) => normalisedAnswer(text) !== gold)
  return others.length === 0 ? null : others[random.below(others.length)].text
}
