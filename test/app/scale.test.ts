import { expect, test } from 'vitest'
import { laneEnd } from '../../app/charts/lane-end'
import { placeLabels } from '../../app/charts/place-labels'
import { domainOver, linearScale, logScale, ticks } from '../../app/charts/scale'
import { spread } from '../../app/charts/spread'

test('a scale maps its domain and stops at its ends', () => {
  const place = linearScale({ low: 20, high: 80 }, 0, 100)
  expect([20, 50, 80, 90, -5].map(place)).toEqual([0, 50, 100, 100, 0])
  expect(logScale({ low: 1, high: 100 }, 0, 10)(10)).toBe(5)
})

test('a domain is rounded outwards and stays inside its bounds', () => {
  const percent = { low: 0, high: 100 }
  expect(domainOver([17.2, 78.9], percent)).toEqual({ low: 10, high: 80 })
  expect(domainOver([93, 99.9], percent)).toEqual({ low: 90, high: 100 })
  expect(domainOver([], percent)).toEqual(percent)
})

test('ticks are round, inside the domain, and few', () => {
  expect(ticks({ low: 0, high: 100 }, 5)).toEqual([0, 50, 100])
  expect(ticks({ low: -0.1, high: 0.3 }, 5)).toEqual([-0.1, 0, 0.1, 0.2, 0.3])
  expect(ticks({ low: 300, high: 800 }, 5).length).toBeLessThanOrEqual(5)
})

test('the ends of a lane take as few signs as they can', () => {
  expect([0, 0.75, 1, 80, 2500, -40].map(laneEnd)).toEqual(['0', '.75', '1', '80', '2.5k', '\u221240'])
})

test('labels move apart, keep their order and stay above the limit', () => {
  expect(spread([10, 50], 15, 100)).toEqual([10, 50])
  expect(spread([52, 50], 15, 100)).toEqual([65, 50])
  expect(spread([98, 99], 15, 100)).toEqual([85, 100])
})

test('a label that would cover another is left out', () => {
  const label = (id: string, x: number) => ({ id, text: 'a long name', x, y: 20 })
  const placed = placeLabels([label('first', 200), label('same place', 202), label('also same', 201)], 400)
  expect(placed.map(({ id, anchor }) => [id, anchor])).toEqual([
    ['first', 'end'],
    ['same place', 'start'],
  ])
})
