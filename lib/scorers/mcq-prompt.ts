import type { JudgeMessage } from '../domain/judge'
import type { ScoredItem } from './scorer'

const instruction = `Somebody answered a multiple-choice question in their own words. Find the option that the answer means.
Reply with one capital letter: that of the option, or Z where the answer means none of the options or more than one.`

const worked = [
  [
    'Which animal sleeps on the sofa?',
    ['A. a grey parrot', 'B. a spotted dog', 'C. a tabby cat'],
    'it looks like a striped kitten',
    'C',
  ],
  [
    'Which animal sleeps on the sofa?',
    ['A. a grey parrot', 'B. a spotted dog', 'C. a tabby cat'],
    'A goldfish',
    'Z',
  ],
] as const

/** Our wording of the question which option an answer means. */
export function mcqPrompt({ question, options }: ScoredItem, prediction: string): JudgeMessage[] {
  const examples = worked.map(([asked, lines, answer, letter]) => `${task(asked, lines, answer)}${letter}`)
  const lines = options.map(({ label, text }) => `${label}. ${text}`)
  const content = [instruction, ...examples, task(question, lines, prediction)].join('\n\n')
  return [{ role: 'user', content }]
}

function task(question: string, lines: readonly string[], answer: string): string {
  return `Question: ${question}\nOptions:\n${lines.join('\n')}\nAnswer: ${answer}\nLetter: `
}
