import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { largestDifference } from '#scripts/goldens/difference'
import type { DataType } from '#workers/onnx/messages'
import type { Conditioning } from '#workers/runtime/text-to-image/conditioning'
import { decodeLatents } from '#workers/runtime/text-to-image/decode-latents'
import { denoise, type LatentShape } from '#workers/runtime/text-to-image/denoise'
import { readGraphFile } from '#workers/runtime/text-to-image/graph-file'
import { openGraphSession, openSlot } from '#workers/runtime/text-to-image/graph-session'
import { tensorFor } from '#workers/runtime/text-to-image/ports'
import { readPipeline } from '#workers/runtime/text-to-image/read-pipeline'
import { collect, copyPipeline } from './goldens'
import { number, writeGraph, writeHalfDecoder, writeTanhUnet } from './made-graph'

const nothing: Conditioning = {
  promptEmbeds: new Float32Array(77 * 56),
  length: 77,
  pooled: new Float32Array(20),
  tokens: [
    { full: 2, kept: 2, droppedIds: [], droppedText: '' },
    { full: 2, kept: 2, droppedIds: [], droppedText: '' },
  ],
}
// The worked run of the scheduler: the stand-in network, and the latents after each step.
const start = Float32Array.of(1, -0.5, 0.25, 2)
const worked = [
  [9.5556202, -5.9317284, 1.3134038, 23.1007347],
  [8.1001902, -5.0826788, 0.69281042, 21.6194687],
  [7.5485616, -4.7191238, 0.44004804, 21.0676594],
  [7.1326413, -4.4421382, 0.25057131, 20.6517353],
]

/** Latents after each step of the folder's UNet. */
async function run(folder: string, noise = start): Promise<Float32Array[]> {
  const { graphs, scheduler, schedule } = readPipeline(folder)
  const file = graphs.unet
  const shape: LatentShape = [4, 1, noise.length / 4]
  return openSlot(() => openGraphSession(file, { provider: 'cpu', threads: 1 }), false).use(session => {
    const task = {
      file,
      session,
      scheduler,
      schedule,
      conditioning: nothing,
      shape,
      size: { width: 2, height: 2 },
    }
    return collect(denoise(task, noise))
  })
}

type Ports = Record<string, [DataType, (number | string)[]]>

describe('a UNet', () => {
  test.each<[string, 'F32' | 'F16', Ports, number]>([
    ['as Optimum exports it', 'F32', {}, 5e-4],
    ['with a timestep of one dimension', 'F32', { timestep: ['F32', [1]] }, 5e-4],
    ['with a timestep for every picture', 'F32', { timestep: ['F32', ['batch']] }, 5e-4],
    ['with a whole timestep', 'F32', { timestep: ['I64', []] }, 5e-4],
    ['with a whole timestep of one dimension', 'F32', { timestep: ['I64', ['steps']] }, 5e-4],
    ['with whole sizes', 'F32', { time_ids: ['I64', ['batch', 6]] }, 5e-4],
    // Of 23 a half float has steps of 1/64, of the answers 1/2048, which the noise level multiplies by 15.
    ['in fp16, on both sides', 'F16', {}, 2e-2],
    ['in fp16 with a whole timestep', 'F16', { timestep: ['I64', []] }, 2e-2],
  ])('%s takes the worked steps', async (_, type, change, tolerance) => {
    const folder = copyPipeline()
    writeTanhUnet(folder, type, change)
    const latents = await run(folder)
    expect(latents.length).toBe(worked.length)
    for (const [step, expected] of worked.entries())
      expect(largestDifference(expected, latents[step] ?? [])).toBeLessThan(tolerance)
  })

  test.each<[string, DataType, (number | string)[]]>([
    ['F32', 'F32', []],
    ['I64', 'I64', []],
    ['F32 in a list', 'F32', [1]],
    ['F16', 'F16', []],
  ])('is told the timestep as %s', async (_, type, dims) => {
    const folder = copyPipeline()
    writeTanhUnet(folder, 'F32', { timestep: [type, dims] }, graph => {
      const timestep = type === 'F32' ? 'timestep' : graph.op('Cast', ['timestep'], { to: 1 })
      return graph.op('Mul', [timestep, number(graph, 'thousandth', 0.001)])
    })
    const [first] = await run(folder, new Float32Array(4))
    // x = 0, so the answer is 0.1 + 0.999; the first step takes it by s_749 - s_999.
    expect(first?.[0]).toBeCloseTo((0.1 + 0.999) * (4.081729363724308 - 14.614641229333639), 3)
  })

  test('is told height before width, and no crop', async () => {
    const folder = copyPipeline()
    writeTanhUnet(folder, 'F32', {}, graph => {
      const digits = graph.floats('digits', Float32Array.of(1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6), [6, 1])
      const sum = graph.op('MatMul', ['time_ids', digits])
      return graph.op('Reshape', [sum, graph.int64([1])])
    })
    const pipeline = readPipeline(folder)
    const { scheduler, schedule } = pipeline
    const file = pipeline.graphs.unet
    const session = await openGraphSession(file, { provider: 'cpu', threads: 1 })
    const task = {
      file,
      session,
      scheduler,
      schedule,
      conditioning: nothing,
      shape: [4, 1, 1] as const,
      size: { width: 3, height: 2 },
    }
    const [first] = await collect(denoise(task, new Float32Array(4)))
    await session.release()
    const told = (first?.[0] ?? 0) / (4.081729363724308 - 14.614641229333639) - 0.1
    expect(told).toBeCloseTo(0.230023, 5)
  })

  test('that was exported for one size takes no other', async () => {
    const folder = copyPipeline()
    writeTanhUnet(folder, 'F32', { sample: ['F32', [1, 4, 128, 128]] })
    await expect(run(folder)).rejects.toMatchObject({
      reason: 'shape-mismatch',
      message: expect.stringContaining('exported for sample of [1, 4, 128, 128]; it is given [1, 4, 1, 1]'),
    })
  })

  test('that answers another shape is refused', async () => {
    const folder = copyPipeline()
    // Broadcast over eight channels.
    writeTanhUnet(folder, 'F32', { sample: ['F32', ['batch', 4, 'height', 'width']] }, graph =>
      graph.floats('wide', new Float32Array(8), [2, 1, 1, 1, 4]),
    )
    await expect(run(folder)).rejects.toMatchObject({ reason: 'shape-mismatch' })
  })
})

test('ids go in as 64 or as 32 bits', async () => {
  const folder = copyPipeline()
  for (const type of ['I64', 'I32'] as const) {
    writeGraph(folder, 'text_encoder', graph => {
      graph.input('input_ids', type, ['batch', 'tokens'])
      const values = graph.op('Cast', ['input_ids'], { to: 1 })
      graph.add('Unsqueeze', [values, graph.int64([2])], ['hidden_states.2'])
      graph.output('hidden_states.2', 'F32', ['batch', 'tokens', 1])
    })
    const file = readGraphFile(folder, 'text_encoder')
    const session = await openGraphSession(file, { provider: 'cpu', threads: 1 })
    const [states] = await session.run({ input_ids: tensorFor(file, 'input_ids', [49406, 7], [1, 2]) }, [
      'hidden_states.2',
    ])
    await session.release()
    expect(states).toEqual({ values: Float32Array.of(49406, 7), dims: [1, 2, 1] })
  }
})

test('a decoder in fp16 finds its weights in a file of their own', async () => {
  const folder = copyPipeline()
  writeHalfDecoder(folder)
  const { graphs, config } = readPipeline(folder)
  expect(graphs.vae).toMatchObject({ half: true, dataFiles: ['weights.bin'] })
  const session = await openGraphSession(graphs.vae, { provider: 'cpu', threads: 1 })
  const latents = Float32Array.from({ length: 8 }, (_, at) => at)
  const decoded = await decodeLatents(
    graphs.vae,
    session,
    { ...config.vae, scaling: 0.5 },
    latents,
    [4, 1, 2],
  )
  await session.release()
  // The first channel has 0 and 1; divided by 0.5 and times 0.25.
  const row = [0, 0, 0.5, 0.5]
  expect([...decoded]).toEqual([row, row, row, row, row, row].flat())
})

test('a graph that the runtime cannot load is named', async () => {
  const folder = copyPipeline()
  writeGraph(folder, 'unet', graph => {
    graph.input('sample', 'F32', [1])
    graph.add('NoSuchOperator', ['sample'], ['out_sample'])
    graph.output('out_sample', 'F32', [1])
  })
  const file = readGraphFile(folder, 'unet')
  expect(file.path).toBe(join(folder, 'unet/model.onnx'))
  await expect(openGraphSession(file, { provider: 'cpu', threads: 1 })).rejects.toMatchObject({
    reason: 'unsupported-config',
    message: expect.stringContaining('unet/model.onnx cannot be loaded on cpu: '),
  })
})
