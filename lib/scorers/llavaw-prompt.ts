import type { JudgeMessage } from '../domain/judge'
import type { ScoredItem } from './scorer'

const role =
  'You compare the answers of assistants carefully and fairly, and you keep to the form that is asked for.'
const instruction = `Two AI assistants have answered the question above, which a user asked about a picture. You do not see the picture; the sentences under [Context] say what it shows.
Judge how helpful, relevant, accurate and detailed each answer is, and give each assistant one overall score between 1 and 10; a higher score means a better answer.
The first line of your reply has only the two scores, that of Assistant 1 and then that of Assistant 2, with one space between them.
From the second line on, explain your scores. Be impartial: the order of the answers must not matter.`

/**
 * Our wording of what LLaVA-W's judge is asked. The reference answer is always Assistant 1.
 * @param item `details.caption` says what the picture shows; `answer` is the reference.
 */
export function llavawPrompt({ question, answer, details }: ScoredItem, prediction: string): JudgeMessage[] {
  const content = [
    `[Context]\n${details.caption ?? ''}`,
    `[Question]\n${question}`,
    assistant(1, answer),
    assistant(2, prediction),
    `[System]\n${instruction}`,
  ].join('\n\n')
  return [
    { role: 'system', content: role },
    { role: 'user', content },
  ]
}

function assistant(number: 1 | 2, answer: string): string {
  return `[Assistant ${number}]\n${answer}\n\n[End of Assistant ${number}]`
}
