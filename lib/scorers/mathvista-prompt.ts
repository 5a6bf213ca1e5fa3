import type { JudgeMessage } from '../domain/judge'
import type { ScoredItem } from './scorer'

const instruction =
  'Below are questions, each with a response to it. Take the final answer out of the last response and write it behind ' +
  '"Extracted answer:", in the form that the hint asks for and without anything else.'

/** Question with its hint, response, extracted answer: one of each type of answer. */
const worked = [
  [
    'Hint: The answer is an integer; give the final value, e.g., 4, 5, 6, at the end.\nQuestion: How many chairs stand at the table?',
    'Two chairs stand on the left and four on the right, so there are six chairs.',
    '6',
  ],
  [
    'Hint: The answer is a number with one decimal place; give the final value, e.g., 4.1, 4.2, 4.3, at the end.\nQuestion: Which part of the balls is red?',
    'Three of the ten balls are red, which is 0.3 of them.',
    '0.3',
  ],
  [
    'Hint: The answer is a number with two decimal places; give the final value, e.g., 4.11, 4.12, 4.13, at the end.\nQuestion: What do a notebook and a pencil cost together? (Unit: $)',
    'The notebook costs $2.30 and the pencil $0.45. Together that is $2.75.',
    '2.75',
  ],
  [
    'Hint: The answer is a Python list; give the final list, e.g., [4, 5, 6], [4.1, 4.2], at the end.\nQuestion: Which two months had the most rain?',
    'The bars of April (4) and November (11) are the highest.',
    '[4, 11]',
  ],
  [
    'Hint: The answer is an option; give its letter, e.g., A, B, C, D, at the end.\nQuestion: How long is the side of the square?\nChoices:\n(A) 3 cm\n(B) 5 cm\n(C) 25 cm',
    'The area is 25 square centimetres, so the side has a length of 5 cm.',
    'B',
  ],
] as const

const examples = worked.map(([query, response, extracted]) => `${task(query, response)}${extracted}`)

/** Our wording of the question which final answer a response to MathVista gives. @param item `question`: with its hint. */
export function mathvistaPrompt({ question }: ScoredItem, response: string): JudgeMessage[] {
  return [{ role: 'user', content: [instruction, ...examples, task(question, response)].join('\n\n') }]
}

function task(query: string, response: string): string {
  return `${query}\n\nResponse: ${response}\n\nExtracted answer: `
}
