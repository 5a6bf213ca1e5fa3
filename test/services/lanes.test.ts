import { expect, test } from 'vitest'
import { openLanes } from '#workers/services/lanes'

test('so many tasks run at once, in their order, and one that fails makes room', async () => {
  const inLane = openLanes(2)
  const started: number[] = []
  let running = 0
  let peak = 0
  const task = (at: number) => async () => {
    started.push(at)
    running += 1
    peak = Math.max(peak, running)
    await new Promise(resolve => setImmediate(resolve))
    running -= 1
    if (at % 3 === 0) throw new Error('no')
    return at
  }
  // The second wave comes when every lane is free again; none may have been made up.
  for (const first of [0, 10]) {
    const wave = Array.from({ length: 10 }, (_, at) => first + at)
    const done = await Promise.allSettled(wave.map(at => inLane(task(at))))
    expect(done.map(({ status }) => status)).toEqual(wave.map(at => (at % 3 ? 'fulfilled' : 'rejected')))
    expect(peak).toBe(2)
  }
  expect(started).toEqual(Array.from({ length: 20 }, (_, at) => at))
})
