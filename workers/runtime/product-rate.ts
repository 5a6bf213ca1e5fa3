import { Tensor } from 'onnxruntime-node'
import { GraphBuilder } from '#workers/onnx/graph-builder'
import { openSession } from './session'

const side = 2048
const rounds = 5

/**
 * Multiply-adds a second of this machine's matrix products in fp32: the fastest of a few, 2048 x 2048 x 2048. No graph is
 * done in less time than its own take at this rate.
 */
export async function productRate(threads: number): Promise<number> {
  const graph = new GraphBuilder('product')
  const weights = graph.floats('weights', filled(), [side, side])
  graph.output(graph.op('MatMul', [graph.input('x', 'F32', [side, side]), weights]), 'F32', [side, side])
  const session = await openSession(graph.build(), '.', { provider: 'cpu', threads })
  const feeds = { x: new Tensor('float32', filled(), [side, side]) }
  let fastest = Number.POSITIVE_INFINITY
  for (let round = 0; round <= rounds; round++) {
    const start = performance.now()
    await session.run(feeds)
    fastest = Math.min(fastest, performance.now() - start)
  }
  await session.release()
  return side ** 3 / (fastest / 1000)
}

/** No number is so small that it slows the processor down. */
function filled(): Float32Array {
  return Float32Array.from({ length: side * side }, (_, at) => 1 + (at % 7))
}
