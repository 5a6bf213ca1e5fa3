import { describe, expect, test } from 'vitest'
import { publishedNames, readPublished, sparseCheckpoint } from '#test/support/sparse-checkpoint'
import { compileCheckpoint, plainOptions } from '#workers/runtime/compile-checkpoint'

/** Visual tokens of pictures by height and width, from transformers' own arithmetic (docs of the families). */
const next = [
  [336, 336, 1176],
  [480, 640, 2340],
  [640, 480, 2352],
  [899, 1024, 2634],
  [1080, 1920, 1948],
  [333, 500, 1464],
  [1333, 250, 1656],
  [224, 224, 1176],
] as const
const onevision = [
  [384, 384, 1485],
  [480, 640, 2929],
  [640, 480, 2943],
  [899, 1024, 6551],
  [1080, 1920, 7269],
  [333, 500, 1836],
  [2000, 3000, 7329],
] as const
const tokensOf = {
  llava: [[480, 640, 576] as const],
  llava_next: next,
  llava_onevision: onevision,
}

describe.each(publishedNames)('%s', name => {
  const folder = sparseCheckpoint(readPublished(name))

  test('has every tensor its graphs name, and no other', () => {
    const { missing, unused, shape, decoder, vision, compiled } = compileCheckpoint(folder)
    expect([missing, unused]).toEqual([[], []])
    expect(shape.parameters).toBe(readPublished(name).parameters)
    const ranges = decoder.map(({ from, to }) => to - from)
    expect(ranges.reduce((sum, layers) => sum + layers, 0)).toBe(shape.text.layers)
    // 24 layers of 24 are never needed for a feature layer of -2.
    const towers = vision.initializers.filter(({ name: tensor }) =>
      /layers\.\d+\.mlp\.fc1\.weight/.test(tensor),
    )
    expect(towers).toHaveLength(shape.vision.modelType === 'clip_vision_model' ? 23 : 26)
    const family = shape.family
    if (family !== 'llava' && family !== 'llava_next' && family !== 'llava_onevision')
      throw new Error(`${family} has no token counts here`)
    for (const [height, width, count] of tokensOf[family])
      expect(compiled.packing({ width, height }, 1).layout.count).toBe(count)
  })

  test('needs the memory of its weights in fp32 but for what no session holds', () => {
    const { memoryBytes, shape } = compileCheckpoint(folder)
    const { vocabulary, width } = shape.text
    expect(memoryBytes - 300e6).toBeLessThanOrEqual(shape.parameters * 4)
    expect(memoryBytes - 300e6).toBeGreaterThan((shape.parameters - vocabulary * width) * 4 * 0.95)
    const half = compileCheckpoint(folder, {
      ...plainOptions,
      dialect: { provider: 'cuda', precision: 'fp16' },
    })
    // The loop on CUDA looks its own tokens up, so the embeddings are there too.
    expect(half.memoryBytes - 300e6).toBeGreaterThanOrEqual((memoryBytes - 300e6) / 2)
    expect(half.memoryBytes - 300e6).toBeLessThanOrEqual(shape.parameters * 2)
  })
})
