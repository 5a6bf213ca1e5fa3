import { profileOf } from '#lib/benchmarks/benchmark'
import { scoredItem, scorerFor } from '#lib/benchmarks/score-answer'
import type { ResponseRecord } from '#lib/domain/work'
import type { Means, ProbeCondition } from '#lib/probes/suite-conditions'
import { turnOptions } from '#lib/probes/turned-options'
import type { ChatModel } from '#workers/services/chat-model'
import { type Scoring, verdictOn } from './answer-verdict'
import { type ArtifactSource, likenessUnder } from './artifact-source'
import { askAll, type ItemQuestion, type Reply } from './chat-batch'
import { chatShape } from './chat-means'
import { chatOutcomes } from './chat-outcomes'
import { planQuestions, type SeenItem } from './chat-plan'
import {
  askedConditions,
  batchesOf,
  type EvaluatedBatch,
  type SliceRequest,
  storedItems,
} from './evaluate-slice'
import type { PlacedItem } from './prepare-item'
import { recordResponse } from './record'
import { countWork, type Progress } from './work-left'

/** A slice under every condition that a chat endpoint can be asked under. */
export interface ChatSliceRequest extends Omit<SliceRequest, 'relatives'> {
  /** Of `chatMeans`. */
  readonly means: Means
}

/**
 * The batches of a slice that are not stored yet, one after the other, as `evaluateSlice` has them of a checkpoint. The
 * questions of a batch are put side by side; what was answered of a batch that broke off is not asked again.
 * @param beforeStep is called before every question; may throw to leave the slice.
 * @throws Refusal of the endpoint, of the judge or of a picture.
 */
export async function* evaluateChatSlice(
  model: ChatModel,
  request: ChatSliceRequest,
  beforeStep: () => void,
  progress: (now: Progress) => void = () => {},
): AsyncGenerator<EvaluatedBatch> {
  const { file, firstItem, endItem, suite, judge = null, artifacts = null } = request
  const profile = profileOf(file.benchmark, request.profile)
  const scoring = { scorer: scorerFor(file.benchmark, suite), judge }
  const lists = askedConditions(request, chatShape)
  const conditions = lists.map(({ planned }) => planned)
  const asked = (place: number) =>
    lists.flatMap(({ planned, flags }) => (flags && flags[place] !== 1 ? [] : [planned]))
  const work = countWork(endItem - firstItem, storedItems(request), meanConditions(request, asked))
  for (const first of batchesOf(request)) {
    const last = Math.min(endItem, first + request.batchItems)
    const questions: ItemQuestion[] = []
    for (let place = first; place < last; place++) {
      const seen = await seeItem(request, place, profile)
      questions.push(...planQuestions(seen, asked(place)).map(planned => ({ seen, planned })))
    }
    const replies = await askAll(model, questions, artifacts, {
      before: beforeStep,
      afterItem(place) {
        work.begin(asked(place).length)
        work.end()
        progress(work.now())
      },
    })
    const { responses, reasons } = await toResponses(questions, replies, { scoring, conditions, artifacts })
    yield {
      firstItem: first,
      endItem: last,
      scorer: scoring.scorer.id,
      promptProfile: profile,
      outcomes: chatOutcomes(file.items.slice(first, last), conditions, responses, reasons),
      responses,
    }
  }
}

/** Conditions of an item of the slice: items differ, and what is left is told in them. */
function meanConditions(
  { firstItem, endItem }: ChatSliceRequest,
  asked: (place: number) => readonly unknown[],
): number {
  let all = 0
  for (let place = firstItem; place < endItem; place++) all += asked(place).length
  return all / Math.max(1, endItem - firstItem)
}

async function seeItem(
  { file, means, artifacts }: ChatSliceRequest,
  place: number,
  profile: PlacedItem['profile'],
): Promise<SeenItem> {
  const item = file.items[place]
  if (!item) throw new Error(`${file.title} has ${file.items.length} items, and no item ${place}`)
  const pictures = await Promise.all(item.images.map(picture => picture.decode()))
  const saliency = means.includes('saliency') ? await artifacts?.saliency(item.id) : null
  return { placed: { file, item, place, profile }, pictures, saliency: saliency ?? null }
}

interface ResponseSetting {
  readonly scoring: Scoring
  readonly conditions: readonly ProbeCondition[]
  readonly artifacts: ArtifactSource | null
}

/** The answers, item by item in the order of the conditions; and why others have none. */
async function toResponses(
  questions: readonly ItemQuestion[],
  replies: readonly Reply[],
  { scoring, conditions, artifacts }: ResponseSetting,
): Promise<{ responses: ResponseRecord[]; reasons: ReadonlyMap<ProbeCondition, string> }> {
  const found = new Map<SeenItem, Map<ProbeCondition, ResponseRecord>>()
  const reasons = new Map<ProbeCondition, string>()
  await Promise.all(
    questions.map(async ({ seen, planned }, at) => {
      const own = found.get(seen) ?? new Map<ProbeCondition, ResponseRecord>()
      found.set(seen, own)
      const reply = replies[at]
      if (reply?.kind === 'unanswered')
        for (const one of planned.conditions)
          reasons.set(one.planned, reasons.get(one.planned) ?? `no answer: ${reply.failure.message}`)
      if (reply?.kind !== 'answered') return
      const { file, item } = seen.placed
      const shown = scoredItem(file.benchmark, turnOptions(item, planned.turn))
      const [first] = reply.said.values()
      const verdict = await verdictOn(scoring, shown, first?.text ?? '')
      for (const { planned: condition, draw } of planned.conditions) {
        const said = reply.said.get(condition)
        if (!said) continue
        const likeness = await likenessUnder(artifacts, item.id, condition)
        own.set(condition, { ...recordResponse(item, condition, verdict, said, draw), ...likeness })
      }
    }),
  )
  const responses = [...found.values()].flatMap(own => conditions.flatMap(one => own.get(one) ?? []))
  return { responses, reasons }
}
