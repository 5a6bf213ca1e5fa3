import { largestBatch } from '#workers/runtime/continuer'
import type { EngineCosts } from '#workers/runtime/engine-costs'
import { type Asking, answersOf, looksOf } from './distinct-answers'
import {
  type ItemPlan,
  type PlannedAnswer,
  type PlannedPicture,
  type PlanState,
  readoutsOf,
  type Speaker,
  type Step,
} from './planned'
import { promptLength } from './prompt-sketch'
import { resumePlace } from './resume-place'
import { floorLayer, readingCost, sayingCost, scoringCost } from './step-costs'

/** Nothing is there yet. */
export const freshState: PlanState = { kept: {}, held: [] }

/** Visual tokens that are held for later items, beside those of the prompts under way. */
const mostHeld = 4

/** What a step costs, and how far answers go. */
export interface PlanRules {
  readonly costs: Readonly<Partial<Record<Speaker, EngineCosts>>>
  /** Multiply-adds of one look of the encoder. */
  readonly look: number
  readonly maxNewTokens: number
  /** Tokens that an answer is thought to have. */
  readonly saidTokens: number
  /** Tokens of each option's label, and of each class's name. */
  readonly optionTokens: readonly number[]
  readonly classTokens: readonly number[]
}

/**
 * The steps of one item, in order: prompts on the same pictures one after another, the undisturbed one first, so that all
 * others go on from it where they begin to differ. Pure: the executor does these steps and no others.
 * @param state what the items before left.
 */
export function planItem(asking: Asking, rules: PlanRules, state: PlanState): ItemPlan {
  const steps: Step[] = []
  let { kept, held } = state
  for (const group of groupsOf(answersOf(asking))) {
    const { pictures, speaker } = group.first
    const needed = new Map(pictures.map(picture => [picture.key, picture]))
    for (const [key, picture] of needed) if (!held.includes(key)) steps.push(encoding(picture, rules))
    held = [...held.filter(key => !needed.has(key)), ...needed.keys()]
    const shares = (rules.costs[speaker]?.starts.length ?? 0) > 0
    const anchor = shares ? anchorOf(group.answers) : null
    const placed = (answer: Unplaced, keep: boolean) =>
      place(answer, shares ? kept[speaker] : undefined, keep, rules)
    if (anchor) {
      const keeps = group.answers.length > 1 || group.untouched
      const first = placed(anchor, keeps)
      steps.push(answering([first]))
      if (keeps) kept = { ...kept, [speaker]: first.sketch }
    }
    const others = group.answers.filter(answer => answer !== anchor).map(answer => placed(answer, false))
    for (const batch of batchesOf(others, rules)) steps.push(answering(batch))
    const released = releasable(group, held)
    if (released.length > 0) steps.push({ kind: 'release', keys: released, multiplyAdds: 0 })
    held = held.filter(key => !released.includes(key))
  }
  for (const look of looksOf(asking)) steps.push({ kind: 'look', ...look, multiplyAdds: rules.look })
  return { steps, state: { kept, held }, multiplyAdds: sumOf(steps) }
}

/** Every condition by itself, from the picture on: nothing is shared, and equal prompts are asked again. */
export function planNaively(asking: Asking, rules: PlanRules): ItemPlan {
  const steps = asking.arranged.flatMap((one): Step[] => {
    const alone = { ...asking, arranged: [one] }
    return [
      ...answersOf(alone).flatMap((answer): Step[] => [
        ...answer.pictures.map(picture => encoding(picture, rules)),
        answering([place(answer, undefined, false, rules)]),
        { kind: 'release', keys: answer.pictures.map(({ key }) => key), multiplyAdds: 0 },
      ]),
      ...looksOf(alone).map((look): Step => ({ kind: 'look', ...look, multiplyAdds: rules.look })),
    ]
  })
  return { steps, state: freshState, multiplyAdds: sumOf(steps) }
}

/** An answer whose place in the plan is not known yet. */
type Unplaced = ReturnType<typeof answersOf>[number]

/** Prompts on the same pictures. */
interface Group {
  readonly first: Unplaced
  readonly answers: readonly Unplaced[]
  /** The pictures are as they are. */
  readonly untouched: boolean
}

/** Those on the pictures as they are come first: what stands before a picture is taken from their prompt as well. */
function groupsOf(answers: readonly Unplaced[]): Group[] {
  const keyOf = ({ speaker, pictures }: Unplaced) => JSON.stringify([speaker, pictures.map(({ key }) => key)])
  const groups = [...Map.groupBy(answers, keyOf).values()].flatMap(([first, ...others]): Group[] => {
    if (!first) return []
    const untouched = first.whole && first.pictures.every(({ edit }) => edit === null)
    return [{ first, answers: [first, ...others], untouched }]
  })
  return [...groups.filter(({ untouched }) => untouched), ...groups.filter(({ untouched }) => !untouched)]
}

/** The prompt that others are held against: nothing in it is touched, or at least no stream. */
function anchorOf(answers: readonly Unplaced[]): Unplaced | null {
  const quiet = answers.filter(({ noise }) => noise.length === 0)
  const plain = quiet.find(
    ({ turn, visual }) =>
      turn === 0 && visual.every(({ rows, noise }) => rows === null && noise.length === 0),
  )
  return plain ?? quiet[0] ?? null
}

function place(
  answer: Unplaced,
  kept: PlannedAnswer['sketch'] | undefined,
  keep: boolean,
  rules: PlanRules,
): PlannedAnswer {
  const { whole: _, ...own } = answer
  const found = kept ? resumePlace(kept, answer.sketch) : null
  const resume = found && (found.layer > 0 || found.token > 0) ? found : null
  return { ...own, resume, keep, multiplyAdds: answerCost(answer, resume, rules) }
}

function answerCost(
  { speaker, sketch, conditions }: Unplaced,
  resume: PlannedAnswer['resume'],
  { costs, saidTokens, optionTokens, classTokens }: PlanRules,
): number {
  const own = costs[speaker]
  if (!own) return 0
  const tokens = promptLength(sketch)
  const { says, scoresOptions, scoresClasses } = readoutsOf(conditions)
  return (
    readingCost(own, tokens, resume) +
    (says ? sayingCost(own, tokens, saidTokens) : 0) +
    (scoresOptions ? scoringCost(own, tokens, optionTokens) : 0) +
    (scoresClasses ? scoringCost(own, tokens, classTokens) : 0)
  )
}

/** Answers that a runtime can give side by side; in the order of the places they go on from, so that copies last. */
function batchesOf(answers: readonly PlannedAnswer[], rules: PlanRules): PlannedAnswer[][] {
  const layer = ({ speaker, resume }: PlannedAnswer) =>
    floorLayer(rules.costs[speaker] ?? { starts: [] }, resume)
  const token = ({ resume }: PlannedAnswer) => resume?.token ?? 0
  const sorted = answers.toSorted((a, b) => token(a) - token(b) || layer(a) - layer(b))
  const alike = (one: PlannedAnswer) =>
    JSON.stringify([layer(one), token(one), promptLength(one.sketch), readoutsOf(one.conditions).says])
  return [...Map.groupBy(sorted, alike).values()].flatMap(same =>
    Array.from({ length: Math.ceil(same.length / largestBatch) }, (_, batch) =>
      same.slice(batch * largestBatch, (batch + 1) * largestBatch),
    ),
  )
}

/** Touched pictures are shown once; of the others, those needed last are held. */
function releasable({ first: { pictures } }: Group, held: readonly string[]): string[] {
  const touched = pictures.flatMap(({ key, edit }) => (edit === null ? [] : [key]))
  const others = held.filter(key => !touched.includes(key))
  return [...touched, ...others.slice(0, Math.max(0, others.length - mostHeld))]
}

function encoding(picture: PlannedPicture, { costs }: PlanRules): Step {
  return { kind: 'encode', picture, multiplyAdds: picture.passes * (costs.checkpoint?.tile ?? 0) }
}

function answering(answers: readonly PlannedAnswer[]): Step {
  return { kind: 'answer', answers, multiplyAdds: answers.reduce((sum, one) => sum + one.multiplyAdds, 0) }
}

function sumOf(steps: readonly Step[]): number {
  return steps.reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0)
}
