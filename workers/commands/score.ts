import { createReadStream, statSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { z } from 'zod'
import type { Outcome, Reading } from '#lib/domain/outcome'
import { Refusal } from '#lib/domain/refusal'
import { readEnv } from '#lib/env'
import { scorers } from '#lib/scorers/index'
import { type AnyScorer, isJudged, type ScoredItem } from '#lib/scorers/scorer'
import { verdictOn } from '#workers/evaluation/answer-verdict'
import { openJudge } from '#workers/services/judge'
import { BadUsage, type Command, oneOf, readArguments, required } from './command'

/** Characters of one line: an answer and its item, with some thousand classes. */
const longestLine = 16_777_216
const labels = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
const scoredItem = z.object({
  question: z.string().default(''),
  /** Texts alone are labelled A, B, …. */
  options: z
    .union([
      z.array(z.object({ label: z.string().min(1), text: z.string() })),
      z.array(z.string()).max(labels.length).transform(labelled),
    ])
    .default([]),
  answer: z.string(),
  details: z.record(z.string(), z.string()).default({}),
  classes: z
    .array(
      z.union([
        z.string().transform(name => ({ name, aliases: [], codes: [] })),
        z.object({
          name: z.string(),
          aliases: z.array(z.string()).default([]),
          codes: z.array(z.string()).default([]),
        }),
      ]),
    )
    .optional(),
})
const line = z.object({ item: scoredItem, prediction: z.string() })

interface Answer {
  readonly item: ScoredItem
  readonly prediction: string
}

/** One line of the output: what was read, by which rule, and its score in [0, 1]; nulls where nothing was. */
interface ScoreLine {
  readonly parsed: string | null
  readonly rule: string | null
  readonly score: number | null
  readonly lenient?: Omit<ScoreLine, 'lenient'>
  /** What the judge gave the reference answer, where the headline is a ratio. */
  readonly against?: number
  /** Why there is no score. */
  readonly reason?: string
}

export const score: Command = scoreFrom(process.stdin)

/** The command on another input than the terminal's. */
export function scoreFrom(input: Readable & { readonly isTTY?: boolean }): Command {
  return {
    name: 'score',
    usage: '--scorer ID [FILE]',
    summary: 'scores answers made elsewhere: JSON lines { item, prediction } to { parsed, rule, score }',
    options: [
      ['--scorer ID', scorers.map(({ id }) => id).join(', ')],
      ['FILE', 'JSON lines; standard input where it is missing'],
      ['item', '{ question, options: [text …] or [{ label, text } …], answer, details, classes: [name …] }'],
    ],
    async run(args) {
      const { values, positionals } = readArguments(args, {
        scorer: { type: 'string' },
        json: { type: 'boolean' },
      })
      const [file, more] = positionals
      if (more !== undefined) throw new BadUsage(`"${more}" is one argument too many`)
      const scorer = scorerById(required(values.scorer, '--scorer'))
      if (file === undefined && input.isTTY)
        throw new BadUsage('no FILE, and nothing is piped to standard input')
      if (file !== undefined && !statSync(file, { throwIfNoEntry: false })?.isFile())
        throw new Refusal('not-found', `there is no file ${file}`)
      const results = await scoreLines(scorer, file === undefined ? input : createReadStream(file))
      const scored = results.flatMap(({ score }) => (score === null ? [] : [score]))
      const json = {
        scorer: scorer.id,
        answers: results.length,
        unparsed: results.filter(({ parsed, score }) => parsed === null && score !== null).length,
        notScored: results.length - scored.length,
        mean: scored.length > 0 ? scored.reduce((sum, one) => sum + one, 0) / scored.length : null,
        results,
      }
      return { json, text: results.map(result => JSON.stringify(result)).join('\n') }
    },
  }
}

function scorerById(id: string): AnyScorer {
  const known = scorers.map(scorer => scorer.id)
  const named = oneOf(id, '--scorer', known)
  const found = scorers.find(scorer => scorer.id === named)
  if (!found) throw new BadUsage(`--scorer ${id} is not one of ${known.join(', ')}`)
  return found
}

/** @throws Refusal `bad-request` naming the line and the key; of the judge. */
async function scoreLines(scorer: AnyScorer, input: Readable): Promise<ScoreLine[]> {
  const answers = await readAnswers(input)
  const choice = isJudged(scorer) ? readEnv().judge : null
  const judge = choice && openJudge(choice)
  // All at once: the judge keeps its own count of open questions.
  answers.forEach(({ item }, at) => {
    const key = lacking(scorer, item)
    if (key !== null) throw new Refusal('bad-request', `line ${at + 1}: ${key}: ${scorer.id} needs it`)
  })
  const verdicts = answers.map(({ item, prediction }) => verdictOn({ scorer, judge }, item, prediction))
  return (await Promise.all(verdicts)).map(({ outcome }) => scoreLine(outcome))
}

/** The key without which a scorer can read no answer, and would call every one unparsed. */
function lacking({ id }: AnyScorer, { options, classes, details }: ScoredItem): string | null {
  if (id.startsWith('mcq.') && options.length === 0) return 'item.options'
  if (id.startsWith('classify.') && id !== 'classify.vlmclassifier' && !classes) return 'item.classes'
  if (!id.startsWith('mathvista.')) return null
  if (details.question_type === 'multi_choice') return options.length === 0 ? 'item.options' : null
  if (details.answer_type === undefined) return 'item.details.answer_type'
  return details.answer_type === 'float' && details.precision === undefined && id !== 'mathvista.vlmevalkit'
    ? 'item.details.precision'
    : null
}

async function readAnswers(input: Readable): Promise<Answer[]> {
  const answers: Answer[] = []
  for await (const text of linesOf(input)) answers.push(readLine(text, answers.length + 1))
  if (answers.length === 0) throw new Refusal('bad-request', 'no answers: the input has no lines')
  return answers
}

/** Lines end at a line feed alone: `readline` also ends them at U+2028, which JSON texts may hold. */
async function* linesOf(input: Readable): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let open = ''
  for await (const chunk of input) {
    const lines = (open + decoder.decode(z.instanceof(Uint8Array).parse(chunk), { stream: true })).split('\n')
    open = lines.pop() ?? ''
    yield* lines
    if (open.length > longestLine)
      throw new Refusal('bad-request', `a line of over ${longestLine} characters; at most that`)
  }
  open += decoder.decode()
  if (open !== '') yield open
}

function readLine(text: string, number: number): Answer {
  const read = line.safeParse(parseJson(text, number))
  if (read.success) {
    const { classes, ...item } = read.data.item
    return { item: classes ? { ...item, classes } : item, prediction: read.data.prediction }
  }
  const [issue] = read.error.issues
  const key = issue?.path.join('.') || 'the line'
  throw new Refusal('bad-request', `line ${number}: ${key}: ${issue?.message ?? 'is malformed'}`)
}

function parseJson(text: string, number: number): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new Refusal('bad-request', `line ${number} is no JSON: ${error.message}`, { cause: error })
  }
}

function scoreLine(outcome: Outcome): ScoreLine {
  if (outcome.kind === 'not-scored') return { parsed: null, rule: null, score: null, reason: outcome.reason }
  const lenient = outcome.lenient ? { lenient: shown(outcome.lenient) } : {}
  if (outcome.kind === 'unparsed') return { parsed: null, rule: null, score: 0, ...lenient }
  const against = outcome.against === undefined ? {} : { against: outcome.against }
  return { ...shown(outcome), ...lenient, ...against }
}

function shown({ parsed, rule, value }: Reading) {
  return { parsed, rule, score: value }
}

function labelled(texts: readonly string[]) {
  return texts.map((text, at) => ({ label: labels[at] ?? '', text }))
}
