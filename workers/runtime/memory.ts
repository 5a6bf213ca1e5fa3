import { computeType, type Dialect } from '#workers/compiler/dialect'
import type { Graph } from '#workers/onnx/messages'

/** Beside the weights: the runtime, activations, caches. */
const overheadBytes = 300e6

/** Bytes that sessions over these graphs need: every stored weight once, in the precision of the computation. */
export function memoryOf(graphs: readonly Graph[], dialect: Dialect): number {
  const width = computeType(dialect) === 'F32' ? 4 : 2
  const elements = new Map<string, number>()
  for (const { initializers } of graphs)
    for (const one of initializers)
      if ('external' in one)
        elements.set(
          `${one.external.file} ${one.external.offset}`,
          one.dims.reduce((product, side) => product * side, 1),
        )
  return [...elements.values()].reduce((sum, count) => sum + count * width, overheadBytes)
}
