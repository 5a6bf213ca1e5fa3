import { expect, test } from 'vitest'
import { clusterByKeys } from '#lib/statistics/clusters'

test('joins units through any chain of shared keys', () => {
  const keys = [
    ['picture:a'],
    ['picture:b', 'group:1'],
    ['picture:c'],
    ['group:1', 'picture:d'],
    ['picture:d', 'picture:a'],
  ]
  expect([...clusterByKeys(keys)]).toEqual([0, 0, 1, 0, 0])
})

test('leaves units without a shared key, or without any, alone', () => {
  expect([...clusterByKeys([['a'], [], ['b'], []])]).toEqual([0, 1, 2, 3])
})
