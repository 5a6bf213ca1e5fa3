import { Refusal } from '#lib/domain/refusal'
import type { ProbeCondition } from '#lib/probes/suite-conditions'
import { encodePng } from '#workers/image/decode'
import type { ChatModel } from '#workers/services/chat-model'
import { EndpointFailure } from '#workers/services/endpoint-call'
import type { ArtifactSource } from './artifact-source'
import { optionScores } from './chat-option-scores'
import { showPictures } from './chat-pictures'
import type { PlannedQuestion, SeenItem } from './chat-plan'
import { questionOf } from './prepare-item'
import type { Said } from './said'

/** One way of putting one item. */
export interface ItemQuestion {
  readonly seen: SeenItem
  readonly planned: PlannedQuestion
}

/** What came of a question. */
export type Reply =
  | { readonly kind: 'answered'; readonly said: ReadonlyMap<ProbeCondition, Said> }
  /** No picture could be synthesized: it was not put. */
  | { readonly kind: 'not-put' }
  | { readonly kind: 'unanswered'; readonly failure: EndpointFailure }

interface Watch {
  /** Before every question; may throw, and nothing more is asked. */
  before(): void
  /** Every question of an item has been put. */
  afterItem(place: number): void
}

/**
 * Puts the questions of some items side by side; those that failed for a passing reason are put once more when all others
 * have been. What comes of them stands in their order.
 * @throws Refusal where no further question would be answered, or none of several items was: then it is no matter of the
 * items, and what was answered stays in the model's cache.
 */
export async function askAll(
  model: ChatModel,
  questions: readonly ItemQuestion[],
  artifacts: ArtifactSource | null,
  watch: Watch,
): Promise<Reply[]> {
  let halt: { readonly because: unknown } | null = null
  const mayGoOn = () => {
    if (halt) throw halt.because
    try {
      watch.before()
    } catch (error) {
      // Known before the next question's turn comes.
      halt = { because: error }
      throw error
    }
  }
  const ask = async (question: ItemQuestion, done: (of: SeenItem) => void): Promise<Reply> => {
    try {
      const reply = await askOne(model, question, artifacts, mayGoOn).catch(toUnanswered)
      done(question.seen)
      return reply
    } catch (error) {
      halt ??= { because: error }
      throw error
    }
  }
  const countDown = counter(questions, watch)
  const replies = await allSettled(questions.map(question => ask(question, countDown)))
  const again = replies.map(one => one.kind === 'unanswered' && one.failure.passing)
  const second = await allSettled(
    questions.filter((_, at) => again[at]).map(question => ask(question, () => {})),
  )
  const merged = replies.map((one, at) => (again[at] ? (second.shift() ?? one) : one))
  checkAnswering(model, questions, merged)
  return merged
}

/** Tells `afterItem` when it has been called once for each question of an item. */
function counter(questions: readonly ItemQuestion[], watch: Watch): (of: SeenItem) => void {
  const left = new Map<SeenItem, number>()
  for (const { seen } of questions) left.set(seen, (left.get(seen) ?? 0) + 1)
  return seen => {
    const open = (left.get(seen) ?? 0) - 1
    left.set(seen, open)
    if (open === 0) watch.afterItem(seen.placed.place)
  }
}

/** @throws whatever is no matter of this question alone. */
function toUnanswered(error: unknown): Reply {
  if (error instanceof EndpointFailure) return { kind: 'unanswered', failure: error }
  throw error
}

/** @param mayGoOn throws where nothing more is to be asked. */
async function askOne(
  model: ChatModel,
  { seen, planned: { edits, turn, conditions } }: ItemQuestion,
  artifacts: ArtifactSource | null,
  mayGoOn: () => void,
): Promise<Reply> {
  const { item, file } = seen.placed
  const { question: text, stopTexts = [] } = questionOf(seen.placed, turn)
  let pictures = 0
  const answer = await model.ask(async () => {
    mayGoOn()
    const shown = await showPictures(seen, edits, artifacts)
    if (!shown) return null
    pictures = shown.length
    return {
      pictures: await Promise.all(shown.map(encodePng)),
      text,
      maxNewTokens: file.benchmark.maxNewTokens,
      stopTexts,
      withFirstTokens: conditions.some(({ readout }) => readout === 'generate-and-score-options'),
    }
  })
  if (!answer) return { kind: 'not-put' }
  const scored = optionScores(item.options, answer.firstTokens)
  // A chat endpoint tells no ids.
  const promptText = '<image>\n'.repeat(pictures) + text
  const plain: Said = { text: answer.text, promptText, generatedIds: [], truncated: answer.truncated }
  const said = conditions.map(
    ({ planned, readout }) =>
      [planned, scored && readout === 'generate-and-score-options' ? { ...plain, scored } : plain] as const,
  )
  return { kind: 'answered', said: new Map(said) }
}

/** Questions with and without pictures: of each kind something must have been answered, where several items were put. */
function checkAnswering(
  model: ChatModel,
  questions: readonly ItemQuestion[],
  replies: readonly Reply[],
): void {
  const put = questions.flatMap(({ seen, planned }, at) => {
    const one = replies[at]
    const pictured = planned.edits.some(edit => edit?.kind !== 'remove')
    return one && one.kind !== 'not-put' ? [{ place: seen.placed.place, pictured, one }] : []
  })
  for (const [pictured, members] of Map.groupBy(put, one => one.pictured)) {
    const failures = members.flatMap(({ one }) => (one.kind === 'unanswered' ? [one.failure] : []))
    const items = new Set(members.map(({ place }) => place)).size
    if (items < 2 || failures.length < members.length) continue
    const about = pictured ? 'a question with a picture' : 'a question'
    throw new Refusal(
      'provider-unavailable',
      `${model.host} answered not one of ${failures.length} times ${about} about ${items} items: ${failures[0]?.message}`,
      { cause: failures[0] },
    )
  }
}

/** Waits for all, so that nothing goes on behind a failure. @throws the first one's reason. */
async function allSettled<T>(tasks: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(tasks)
  return settled.map(one => {
    if (one.status === 'rejected') throw one.reason
    return one.value
  })
}
