import { expect, test } from 'vitest'
import { tooFew } from '#lib/domain/not-enough-data'
import { compareAlignment, overlapDifferences } from '#lib/statistics/alignment-difference'
import { pairedDifference } from '#lib/statistics/paired'
import { flatDesign } from '#lib/statistics/stratified-mean'
import { golden, imageLayers, known, similaritiesOf, textLayers } from './alignment-golden'

const [encoderLayer, , checkpointLayer] = imageLayers.map(similaritiesOf)
const text = similaritiesOf(known(textLayers[1] ?? tooFew('layers', 1, 2)))
const encoder = { image: known(encoderLayer ?? tooFew('layers', 0, 1)), text }
const checkpoint = { image: known(checkpointLayer ?? tooFew('layers', 2, 3)), text }
const members = Uint32Array.from({ length: 48 }, (_, row) => row)
const how = { key: 'docci', k: 5, halfSamples: 50, members }

test('differences of the rows agree with numpy, on all rows and on a half', () => {
  const close = (values: number[]) => values.map(value => expect.closeTo(value, 12))
  const half = Uint32Array.from(golden.choosing)
  expect([...known(overlapDifferences(encoder, checkpoint, 5))]).toEqual(close(golden.differences))
  expect([...known(overlapDifferences(encoder, checkpoint, 5, half))]).toEqual(close(golden.halfDifferences))
})

test('the difference is paired over rows, with half-samples beside its error', () => {
  const difference = known(compareAlignment(encoder, checkpoint, how))
  expect(difference).toMatchObject(pairedDifference(golden.differences, flatDesign(48)))
  const ratio = (difference.halfSampleSe ?? 0) / difference.se
  expect(ratio).toBeGreaterThan(0.5)
  expect(ratio).toBeLessThan(2)
  expect(compareAlignment(encoder, checkpoint, how)).toEqual(difference)
})

test('a checkpoint like its encoder differs by nothing', () => {
  expect(compareAlignment(encoder, encoder, how)).toMatchObject({
    difference: 0,
    p: 1,
    halfSampleSe: 0,
  })
})

test('rows that chose the layers have no part in it', () => {
  const half = Uint32Array.from(golden.choosing)
  const difference = known(compareAlignment(encoder, checkpoint, { ...how, members: half }))
  expect(difference).toMatchObject(pairedDifference(golden.halfDifferences, flatDesign(half.length)))
  expect(difference.halfSampleSe).toBeGreaterThan(0)
})

test('the check is left out where half of the rows are no more than the neighbours', () => {
  expect(known(compareAlignment(encoder, checkpoint, { ...how, k: 24 })).halfSampleSe).toBeNull()
  expect(compareAlignment(encoder, checkpoint, { ...how, k: 48 })).toEqual(tooFew('rows', 48, 49))
})
