import { expect, test } from 'vitest'
import { countWork } from '#workers/evaluation/work-left'

/** A clock that is set by hand, in seconds. */
function clock() {
  let now = 0
  return { read: () => 1000 * now, set: (seconds: number) => (now = seconds) }
}

test('the rest is what is left at the rate so far', () => {
  const time = clock()
  const work = countWork(4, 0, 100, time.read)
  expect(work.now()).toEqual({ itemsDone: 0, items: 4, share: 0, secondsLeft: null })
  work.begin(100)
  work.step(60)
  time.set(6)
  expect(work.now()).toEqual({ itemsDone: 0, items: 4, share: expect.closeTo(0.15, 9), secondsLeft: 34 })
  work.step(40)
  work.end()
  time.set(10)
  expect(work.now()).toEqual({ itemsDone: 1, items: 4, share: 0.25, secondsLeft: 30 })
})

test('an item that takes less than was thought makes the rest shorter', () => {
  const time = clock()
  const work = countWork(2, 0, 100, time.read)
  work.begin(20)
  work.step(20)
  work.end()
  time.set(2)
  expect(work.now()).toMatchObject({ itemsDone: 1, secondsLeft: 10 })
  work.begin(20)
  expect(work.now()).toMatchObject({ share: 0.5, secondsLeft: 2 })
  work.end()
  expect(work.now()).toEqual({ itemsDone: 2, items: 2, share: 1, secondsLeft: 0 })
})

test('what was done before counts as done, and tells nothing of the rate', () => {
  const time = clock()
  const work = countWork(10, 8, 100, time.read)
  expect(work.now()).toEqual({ itemsDone: 8, items: 10, share: 0.8, secondsLeft: null })
  work.begin(100)
  work.step(50)
  time.set(5)
  expect(work.now()).toMatchObject({ share: 0.85, secondsLeft: 15 })
})

test('where nothing is known of the cost, items are counted', () => {
  const time = clock()
  const work = countWork(4, 0, 0, time.read)
  work.begin(0)
  work.step(0)
  work.end()
  time.set(3)
  expect(work.now()).toEqual({ itemsDone: 1, items: 4, share: 0.25, secondsLeft: 9 })
})
