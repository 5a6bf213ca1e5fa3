import { availableParallelism } from 'node:os'
import { createInterface } from 'node:readline'
import type { Engine } from '#workers/evaluation/engine'
import { freshState, planItem, planNaively } from '#workers/evaluation/plan'
import { planRules } from '#workers/evaluation/plan-rules'
import type { Step } from '#workers/evaluation/planned'
import { prepareItem, questionOf } from '#workers/evaluation/prepare-item'
import { type AskedItem, StepRunner } from '#workers/evaluation/run-steps'
import { productRate } from '#workers/runtime/product-rate'
import { peakMemory } from './peak-memory'
import {
  conditionsOnce,
  everything,
  madeArtifacts,
  madeFile,
  madePicture,
  type NaiveKind,
  naiveKind,
  naiveKinds,
  newTokens,
} from './probes/setting'
import { openTimedCheckpoint } from './probes/timed-checkpoint'

/**
 * The engine's side of `npm run measure -- probes`: FOLDER WIDTH HEIGHT [LAYERS [LAYERS_PER_SESSION]]: a picture of that
 * size under every condition; where layers are named, under fewer (see `isAmongFew`). Then a line on stdin for each thing to do,
 * answered with one line of JSON: `plan` is what there is to do, `run` does it, `naive KIND` answers one condition of the
 * kind with nothing shared, `rate` is that of matrix products. The first line is the load time.
 */
const [folder = '', width = '672', height = '448', only, layersPerSession = '1'] = process.argv.slice(2)
const threads = availableParallelism()
const start = performance.now()
let graphMs = 0
const checkpoint = await openTimedCheckpoint(folder, threads, Number(layersPerSession), ms => {
  graphMs += ms
})
say({ seconds: (performance.now() - start) / 1000 })

const image = madePicture(Number(width), Number(height))
const file = madeFile(image)
const item = file.items[0]
if (!item) throw new Error('a made file has an item')
const layers = only === undefined || only === '' ? undefined : only.split(',')
const conditions = conditionsOnce(checkpoint.shape).filter(
  ({ condition: { id } }) => layers === undefined || isAmongFew(id, layers),
)
const engine: Engine = {
  checkpoint,
  relatives: { encoder: null, backbone: null },
  artifacts: madeArtifacts,
}
const planners = { checkpoint, backbone: null }
const placed = { file, item, place: 0, profile: 'llava' } as const
const rules = { ...planRules(planners, everything, item.options.length, null), saidTokens: newTokens }
const { asking } = await prepareItem(planners, placed, conditions, {
  sizes: [image],
  saliency: await madeArtifacts.saliency(item.id),
  synthesized: async picture => madeArtifacts.synthesized(item.id, picture),
})
const plan = planItem(asking, rules, freshState)
const naive = planNaively(asking, rules)
const asked: AskedItem = {
  images: [image],
  question: turn => questionOf(placed, turn),
  maxNewTokens: newTokens,
  labels: item.options.map(({ label }) => label),
  classes: everything.classes?.map(({ name }) => name) ?? [],
  otherPicture: async () => image,
}

for await (const line of createInterface({ input: process.stdin })) {
  const [what, kind] = line.split(' ')
  if (what === 'plan') say(summary())
  else if (what === 'run') say(await timed(plan.steps))
  else if (what === 'rate') say({ rate: await productRate(threads) })
  else say(await timed(naiveSteps(naiveKinds.find(one => one === kind) ?? 'plain')))
}
await checkpoint.close()

/** Of a subset: the groups of one column stand for those of all, since they begin in every row. */
function isAmongFew(id: string, some: readonly string[]): boolean {
  const [, layer] = /^layer-(\d+)\//.exec(id) ?? []
  const [, column] = /^(?:tokens|drop)\/r\dc(\d)/.exec(id) ?? []
  const [, dose] = /^(?:grid-|random\/|salient\/|non-salient\/|mean-fill\/random\/)([\d.]+)/.exec(id) ?? []
  return (
    (layer === undefined || some.includes(layer)) &&
    (column ?? '2') === '2' &&
    (dose === undefined || dose === '4' || dose === '0.5')
  )
}

/** What there is to do, by the plan and by the naive loop, and how many conditions of each kind. */
function summary() {
  const counts = Map.groupBy(asking.arranged, naiveKind)
  const { count } = checkpoint.visualTokenLayout(image)
  const unsharing = {
    ...rules,
    costs: { checkpoint: { ...checkpoint.costs, unwanted: checkpoint.costs.token } },
  }
  const ofLoop = (some: typeof asking.arranged) =>
    planNaively({ ...asking, arranged: some }, unsharing).multiplyAdds
  return {
    visualTokens: count,
    textTokens: asking.outline('checkpoint', 0, 1).ids.length - 1,
    towerPasses: checkpoint.towerPasses(image),
    conditions: conditions.length,
    classes: asked.classes.length,
    kinds: Object.fromEntries([...counts].map(([one, members]) => [one, members.length])),
    multiplyAdds: plan.multiplyAdds,
    naiveMultiplyAdds: naive.multiplyAdds,
    // A loop that reads every row of the last layer.
    wholeMultiplyAdds: ofLoop(asking.arranged),
    oneAnswer: ofLoop(asking.arranged.slice(0, 1)),
    seededMultiplyAdds: plan.steps.reduce((sum, step) => sum + (isSeeded(step) ? step.multiplyAdds : 0), 0),
    seededWholeMultiplyAdds: ofLoop(
      asking.arranged.filter(({ planned }) => planned.probe.id === 'importance'),
    ),
    answers: plan.steps.reduce((sum, step) => sum + (step.kind === 'answer' ? step.answers.length : 0), 0),
  }
}

async function timed(steps: readonly Step[]) {
  const runner = new StepRunner(engine, null)
  graphMs = 0
  let seeded = 0
  let began = 0
  const first = performance.now()
  await runner.run(item?.id ?? '', asked, steps, () => undefined, {
    before() {
      began = performance.now()
    },
    after(step) {
      if (isSeeded(step)) seeded += performance.now() - began
    },
  })
  return {
    seconds: (performance.now() - first) / 1000,
    graphSeconds: graphMs / 1000,
    /** Of the steps that are done anew with every seed of the noise. */
    seededSeconds: seeded / 1000,
    peak: peakMemory(),
  }
}

function isSeeded(step: Step): boolean {
  return (
    step.kind === 'answer' &&
    step.answers.every(({ conditions: own }) => own.every(({ planned }) => planned.probe.id === 'importance'))
  )
}

function naiveSteps(kind: NaiveKind): readonly Step[] {
  const chosen = asking.arranged.filter(one => naiveKind(one) === kind)
  const middle = chosen[Math.floor(chosen.length / 2)]
  return middle ? planNaively({ ...asking, arranged: [middle] }, rules).steps : []
}

function say(value: unknown): void {
  console.log(JSON.stringify(value))
}
