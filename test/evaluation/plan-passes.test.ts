import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ai2d } from '#lib/benchmarks/ai2d'
import { docci } from '#lib/benchmarks/docci'
import { mmvp } from '#lib/benchmarks/mmvp'
import { probes } from '#lib/probes/index'
import type { Means } from '#lib/probes/suite-conditions'
import { readBenchmark } from '#workers/datasets/read-benchmark'
import { askedConditions } from '#workers/evaluation/evaluate-slice'
import { planArtifacts, planReductions } from '#workers/evaluation/plan-passes'
import { readHelpers } from '#workers/evaluation/read-helpers'
import { readPlannable } from '#workers/runtime/plannable-checkpoint'

const examples = join(import.meta.dirname, '../../examples')
const relative = (name: string) => join(examples, 'relatives', name)
const checkpoint = readPlannable(join(examples, 'checkpoints/scenes-llava-frozen'))
const helpers = readHelpers(
  {
    saliency: relative('scenes-dino'),
    captioner: join(examples, 'checkpoints/scenes-llava'),
    synthesizer: { kind: 'folder', folder: relative('scenes-text-to-image') },
    likeness: relative('scenes-clip'),
    languageModels: [relative('scenes-mistral'), relative('scenes-llama')],
    artifacts: '',
  },
  relative('scenes-clip'),
)
const suite = 'demo'

test('features that are read of descriptions are work, of the models that are there', async () => {
  const files = [await readBenchmark(join(examples, 'benchmarks/docci_MINI'), docci)]
  const means: Means = ['weights', 'encoder', 'language-models']
  const [found, ...more] = planReductions(files, { probes, suite, means }, checkpoint, helpers)
  expect(more).toEqual([])
  expect(found).toMatchObject({ benchmark: 'docci', work: 'alignment-knn' })
  expect(found?.passes.slice(0, 3).map(({ by, count, shared }) => [by, count, shared])).toEqual([
    ['encoder', 100, false],
    ['checkpoint', 100, false],
    ['language models', 200, true],
  ])
  for (const { multiplyAdds } of found?.passes ?? []) expect(multiplyAdds).toBeGreaterThan(1e6)
  expect(
    planReductions(files, { probes, suite, means: ['weights', 'encoder'] }, checkpoint, helpers),
  ).toEqual([])
})

test.each([
  ['AI2D_TEST_MINI.tsv', ai2d, [['saliency encoder', 40]]],
  [
    'MMVP_MINI.tsv',
    mmvp,
    [
      ['captioner', 40],
      ['synthesizer', 40],
      ['likeness encoder', 80],
    ],
  ],
] as const)('what is made before %s is asked is counted as it is made', async (name, benchmark, passes) => {
  const file = await readBenchmark(join(examples, 'benchmarks', name), benchmark)
  const means: Means = ['weights', 'saliency', 'synthesizer']
  const lists = askedConditions({ suite, file, probes, means }, checkpoint.shape)
  const [found] = planArtifacts(file, lists, helpers)
  expect(found?.passes.map(({ by, count }) => [by, count])).toEqual(passes)
  // What draws is not looked into before it is opened.
  for (const { by, multiplyAdds } of found?.passes ?? [])
    expect(multiplyAdds === null).toBe(by === 'synthesizer')
  const own = askedConditions({ suite, file, probes, means: ['weights'] }, checkpoint.shape)
  expect(planArtifacts(file, own, helpers)).toEqual([])
})
