import type { JudgeMessage } from '../domain/judge'
import type { ScoredItem } from './scorer'

const instruction = `Grade how correct an AI model's prediction is when it is compared with the ground truth.
Where the ground truth joins elements by <AND>, the prediction is fully correct only if it contains every one of them;
where it joins them by <OR>, any one of them is enough.
Grades go from 0.0 (nothing is correct) to 1.0 (everything is correct) in steps of 0.1.
Reply with the number that belongs into the last, empty field of the table, and with nothing else.`

const flag = 'Which two colours does the flag have?'
const flagTruth = 'red <AND> white'
const sign = 'What is funny about this drawing?'
const signTruth =
  'The sign announces a paperless office, but the desk below it is buried under stacks of printed e-mails. ' +
  'The drawing makes fun of a company that does the opposite of what it promises.'

/** Question, ground truth, prediction, grade. */
const worked = [
  [flag, flagTruth, 'blue', '0.0'],
  [flag, flagTruth, 'red', '0.5'],
  [flag, flagTruth, 'white', '0.5'],
  [flag, flagTruth, 'white and green', '0.5'],
  [flag, flagTruth, 'It is a red flag with a white cross.', '1.0'],
  [sign, signTruth, 'There is a sign about paper in an office, and the desk is very untidy.', '0.4'],
  [
    sign,
    signTruth,
    'The joke is the contrast between the "paperless office" on the sign and the piles of printouts on the desk: ' +
      'whoever works there prints everything in spite of the promise.',
    '1.0',
  ],
] as const

const table = [
  ['Question', 'Ground truth', 'Prediction', 'Correctness'],
  ['---', '---', '---', '---'],
  ...worked,
]
  .map(cells => cells.join(' | '))
  .join('\n')

/**
 * Our wording of what MM-Vet's judge is asked: an instruction, a table of seven worked rows, and a row that lacks its
 * grade.
 */
export function mmvetPrompt(
  { question, answer }: ScoredItem,
  prediction: string,
  again: boolean,
): JudgeMessage[] {
  const truth = answer.replaceAll('<AND>', ' <AND> ').replaceAll('<OR>', ' <OR> ')
  const row = `${[question, truth, prediction].join(' | ')} | `
  const reminder = again ? '\nThe correctness of this prediction, as a number: ' : ''
  return [{ role: 'user', content: `${instruction}\n\n${table}\n${row}${reminder}` }]
}
