import { freemem } from 'node:os'
import { Refusal } from '#lib/domain/refusal'
import { computeType, type Dialect } from '#workers/compiler/dialect'
import type { DecoderShape } from '#workers/compiler/language-models/language-model'
import type { Graph } from '#workers/onnx/messages'

/** Beside the weights: the runtime, activations, caches. */
const overheadBytes = 300e6

/** Of that, what activations must leave to the rest. */
const runtimeBytes = 100e6

/**
 * Bytes that sessions over these graphs need: every stored weight once, in the precision of the computation.
 * @param activations bytes of theirs that are known beforehand.
 */
export function memoryOf(graphs: readonly Graph[], dialect: Dialect, activations = 0): number {
  const overhead = Math.max(overheadBytes, runtimeBytes + activations)
  const width = computeType(dialect) === 'F32' ? 4 : 2
  const elements = new Map<string, number>()
  for (const { initializers } of graphs)
    for (const one of initializers)
      if ('external' in one)
        elements.set(
          `${one.external.file} ${one.external.offset}`,
          one.dims.reduce((product, side) => product * side, 1),
        )
  return [...elements.values()].reduce((sum, count) => sum + count * width, overhead)
}

/** Bytes that can be had now. */
export function availableBytes(): number {
  return Math.min(freemem(), process.availableMemory())
}

/** Rows that a layer widens to the widest matrix of the graph, in fp32: before and after the activation, and one to spare. */
export function activationBytes({ initializers }: Graph, rows: number): number {
  const widest = initializers.reduce(
    (most, { dims: [side = 0, ...rest] }) => (rest.length === 1 ? Math.max(most, side) : most),
    0,
  )
  return rows * widest * 4 * 3
}

/** What all sessions of a language model together may keep of their activations between runs. */
const mostKept = 2e9

/**
 * Whether sessions may keep the memory of their activations: that makes a run faster by a tenth or so, and each session
 * keeps its own. @param rows tokens of a long prompt.
 */
export function activationsStay(graphs: readonly Graph[], rows: number): boolean {
  return graphs.reduce((sum, graph) => sum + activationBytes(graph, rows), 0) <= mostKept
}

/** Fewer tokens than these are not worth a look at the memory. */
const manyTokens = 1024
/** Scores are computed for an eighth of the queries at a time. */
const scoreParts = 8

/**
 * @param rows tokens that are read at once, all sequences together; @param keys tokens that each may see.
 * @throws Refusal `too-many-tokens` where the widest layer or its scores alone would not fit the memory.
 */
export function checkPromptMemory({ inner, heads }: DecoderShape, rows: number, keys: number): void {
  if (rows < manyTokens) return
  const needed = rows * 4 * Math.max(3 * inner, (heads * keys) / scoreParts)
  const available = availableBytes()
  if (needed > available)
    throw new Refusal(
      'too-many-tokens',
      `${rows} tokens at once need at least ${gigabytes(needed)} of memory; ${gigabytes(available)} is free`,
    )
}

export function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`
}
