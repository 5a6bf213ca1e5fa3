import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { publishedNames, readPublished, sparseCheckpoint } from '#test/support/sparse-checkpoint'
import { asWeight, countParameters, openTensors } from '#workers/safetensors/tensor-directory'

/** Counts that transformers gave for the models, and tensors and weight files of the published repositories. */
const expected: Record<string, [parameters: number, tensors: number, files: number]> = {
  'llava-1.5-7b-hf': [7_063_427_072, 686, 3],
  'llava-1.5-13b-hf': [13_351_494_656, 758, 6],
  'llava-v1.6-vicuna-7b-hf': [7_063_431_168, 687, 3],
  'llava-v1.6-mistral-7b-hf': [7_566_747_648, 687, 4],
  'llava-v1.6-34b-hf': [34_752_083_968, 939, 15],
  'llama3-llava-next-8b-hf': [8_355_276_800, 687, 4],
  'llava-next-72b-hf': [72_666_949_632, 1359, 30],
  'llava-onevision-qwen2-0.5b-ov-hf': [893_675_552, 716, 1],
  'llava-onevision-qwen2-7b-ov-hf': [8_030_807_584, 765, 4],
  'llava-onevision-qwen2-72b-ov-hf': [73_181_570_592, 1389, 31],
}

test('there is a fixture for each', () => {
  expect([...publishedNames].sort()).toEqual(Object.keys(expected).sort())
})

test.each(Object.entries(expected))('the tensors of %s are read', (name, [parameters, count, files]) => {
  const published = readPublished(name)
  const folder = sparseCheckpoint(published)
  const directory = openTensors(folder)
  expect(countParameters(directory)).toBe(parameters)
  expect(published.parameters).toBe(parameters)
  expect(directory.tensors.size).toBe(count)
  expect(directory.files).toHaveLength(files)
  expect(directory.bytes).toBeGreaterThan(parameters * 2)
  const head = directory.tensors.get('language_model.model.norm.weight') ?? expect.fail('no last norm')
  expect(asWeight(head)).toMatchObject({ type: 'F16', length: 2 * (head.shape[0] ?? 0) })
  const onDisk = readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).blocks * 512, 0)
  expect(onDisk).toBeLessThan(2e6)
})
