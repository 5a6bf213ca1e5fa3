import { createInterface } from 'node:readline'
import { peakMemory } from '#scripts/measure/peak-memory'
import { compileCheckpoint, plainOptions } from '#workers/runtime/compile-checkpoint'
import { emptyCache } from '#workers/runtime/key-value-cache'
import { openDecoder, openVision } from '#workers/runtime/open-parts'

/**
 * The engine's side of `npm run measure -- runtime`: FOLDER THREADS [PROFILE], then a line on stdin for each thing to
 * time (`tower`, `prefill`, `decode`), answered with its milliseconds. The first line is the load time; the line
 * `memory` is answered with the peak resident set in bytes. Mirrors torch_runtime.py.
 */
const [folder = '', threads = '1', profile] = process.argv.slice(2)
const positions = 789
const newTokens = 16

const start = performance.now()
const prepared = compileCheckpoint(folder, plainOptions)
const { language } = prepared.compiled
const options = { provider: 'cpu', threads: Number(threads), ...(profile ? { profile } : {}) } as const
const decoder = await openDecoder(prepared.decoder, prepared.tensors.folder, language, 'none', options)
const vision = await openVision(prepared, options)
say(performance.now() - start)

const { width } = language.shape
const pixels = noise(3 * vision.side ** 2)
const prompt = noise(positions * width)
const token = noise(width)
const prefill = () => decoder.feed({ hidden: prompt, cache: emptyCache(language.shape) })

for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'memory') {
    say(peakMemory())
    continue
  }
  let cache = line === 'decode' ? (await prefill()).cache : emptyCache(language.shape)
  const begin = performance.now()
  if (line === 'tower') await vision.encode(pixels)
  else if (line === 'prefill') await prefill()
  else for (let step = 0; step < newTokens; step++) ({ cache } = await decoder.feed({ hidden: token, cache }))
  say(performance.now() - begin)
}
await vision.release()
await decoder.release()

/** About normal, and the same in every run: the sum of uniform draws of a linear congruence. */
function noise(count: number): Float32Array {
  let state = 1
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32 - 0.5
  }
  return Float32Array.from({ length: count }, () => 2 * (uniform() + uniform() + uniform()))
}

function say(value: number): void {
  console.log(value)
}
