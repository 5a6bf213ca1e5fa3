import type { JudgeMessage } from '../domain/judge'
import type { ScoredItem } from './scorer'

const instruction = `Somebody answered a yes-or-no question in their own words. Say whether the answer means yes or no.
Reply with one word: Yes, No, or Unknown where the answer means neither.`

const worked = [
  ['Is there a boat in the picture?', 'A small boat lies at the pier.', 'Yes'],
  ['Is the door open?', 'It seems to be shut.', 'No'],
] as const

/** Our wording of the question whether an answer means yes or no. */
export function yesnoPrompt({ question }: ScoredItem, prediction: string): JudgeMessage[] {
  const examples = worked.map(([asked, answer, word]) => `${task(asked, answer)}${word}`)
  return [{ role: 'user', content: [instruction, ...examples, task(question, prediction)].join('\n\n') }]
}

function task(question: string, answer: string): string {
  return `Question: ${question}\nAnswer: ${answer}\nWord: `
}
