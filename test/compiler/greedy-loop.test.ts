import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { decoderIo, tapKinds } from '#workers/compiler/author-decoder'
import { loopIo } from '#workers/compiler/author-greedy-loop'
import { precisions } from '#workers/compiler/dialect'
import type { Graph, Node } from '#workers/onnx/messages'
import { compileCheckpoint, plainOptions } from '#workers/runtime/compile-checkpoint'
import { openSession } from '#workers/runtime/session'

const fixtures = join(import.meta.dirname, '../fixtures/checkpoints')
const names = readdirSync(fixtures).filter(name => !name.endsWith('.json'))

const compile = (name: string, options: Partial<typeof plainOptions> = {}) =>
  compileCheckpoint(join(fixtures, name), {
    ...plainOptions,
    dialect: { provider: 'cuda', precision: 'bf16' },
    ...options,
  })

function bodiesOf(graph: Graph): Graph[] {
  const own = graph.nodes.flatMap(({ attributes }) =>
    Object.values(attributes).flatMap(one => (typeof one === 'object' && 'graph' in one ? [one.graph] : [])),
  )
  return own.flatMap(body => [body, ...bodiesOf(body)])
}

const nodesOf = (graph: Graph): Node[] => [graph, ...bodiesOf(graph)].flatMap(({ nodes }) => nodes)

/**
 * Operators with a CUDA kernel in fp32, fp16 and bf16, as far as they touch such numbers, by the kernel tables of ONNX
 * Runtime; ArgMax has none in bf16, so logits reach it in fp32.
 */
const onCuda = [
  'Add',
  'ArgMax',
  'Attention',
  'Cast',
  'Concat',
  'Expand',
  'Gather',
  'Gelu',
  'Gemm',
  'Identity',
  'LayerNormalization',
  'Loop',
  'MatMul',
  'Mul',
  'MultiHeadAttention',
  'QuickGelu',
  'RMSNormalization',
  'Reshape',
  'RotaryEmbedding',
  'Shape',
  'Slice',
  'Squeeze',
  'Transpose',
  'Unsqueeze',
  // On whole numbers, truth values and the fp32 scores of a window.
  'Equal',
  'Less',
  'Not',
  'Or',
  'Range',
  'ReduceMax',
  'ReduceMin',
  'Sub',
  'Where',
]

describe.each(names)('%s for CUDA', name => {
  test.each(precisions)('is one graph of operators that have a CUDA kernel, in %s', precision => {
    const { decoder, vision } = compile(name, { dialect: { provider: 'cuda', precision }, taps: 'pooled' })
    expect(decoder).toHaveLength(1)
    const types = [vision, ...decoder.map(({ graph }) => graph)].flatMap(nodesOf).map(({ type }) => type)
    expect([...new Set(types)].filter(type => !onCuda.includes(type))).toEqual([])
    expect(types.filter(type => type === 'Loop')).toHaveLength(1)
  })

  test('has every weight once, outside the loop, and a name for every value', () => {
    const graph = compile(name).decoder[0]?.graph
    if (!graph) throw new Error('no graph')
    const bodies = bodiesOf(graph)
    expect(bodies).toHaveLength(1)
    expect(bodies.flatMap(({ initializers }) => initializers)).toEqual([])
    const places = graph.initializers.flatMap(one =>
      'external' in one ? [`${one.external.file} ${one.external.offset}`] : [],
    )
    expect(new Set(places).size).toBe(places.length)
    const made = nodesOf(graph).flatMap(({ outputs }) => outputs)
    expect(new Set(made).size).toBe(made.length)
  })

  test.each(tapKinds)('reads the prompt through the sockets of a decoder, taps %s', taps => {
    const { decoder, compiled } = compile(name, { taps })
    const { layers } = compiled.language.shape
    const graph = decoder[0]?.graph
    const own = (values: Graph['inputs'] = []) =>
      values.map(value => value.name).filter(one => !graph?.initializers.some(({ name }) => name === one))
    const sockets = Array.from({ length: layers + 1 }, (_, layer) => layer)
    expect(own(graph?.inputs).sort()).toEqual(
      [
        decoderIo.hidden,
        decoderIo.cosine,
        decoderIo.sine,
        decoderIo.logitRows,
        loopIo.steps,
        loopIo.stopIds,
        ...sockets.map(decoderIo.noise),
        ...(taps === 'pooled' ? [decoderIo.selection] : []),
      ].sort(),
    )
    expect(own(graph?.outputs).sort()).toEqual(
      [
        decoderIo.logits,
        loopIo.firstIds,
        loopIo.laterIds,
        ...(taps === 'none' ? [] : [...sockets, 'norm' as const].map(decoderIo.tap)),
      ].sort(),
    )
  })
})

test('a stored table that is used as it is stored is no constant, so that a tied head keeps no second copy', () => {
  const inputs = (precision: 'fp32' | 'fp16') =>
    compile('random-gqa-tied-shards', { dialect: { provider: 'cuda', precision } }).decoder[0]?.graph.inputs
  expect(inputs('fp32')).toContainEqual(expect.objectContaining({ type: 'F32', dims: [704, 48] }))
  expect(inputs('fp16')).not.toContainEqual(expect.objectContaining({ dims: [704, 48] }))
})

test.each(['random-bf16', 'random-gqa-tied-shards', 'random-onevision'])(
  '%s in bf16 type-checks: nothing but kernels is missing on the CPU',
  async name => {
    const { decoder, tensors } = compile(name)
    for (const { graph } of decoder)
      await expect(openSession(graph, tensors.folder, { provider: 'cpu', threads: 1 })).rejects.toThrow(
        /^Could not find an implementation for \w+\(\d+\) node/,
      )
  },
)
