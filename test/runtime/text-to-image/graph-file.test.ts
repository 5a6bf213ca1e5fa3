import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '#test/support/temporary-folder'
import { GraphBuilder } from '#workers/onnx/graph-builder'
import { writeModel } from '#workers/onnx/messages'
import { readGraphFile } from '#workers/runtime/text-to-image/graph-file'
import { tinyPipeline } from './goldens'

/** A length-delimited protobuf field of less than 2 MB. */
function field(number: number, ...content: (Uint8Array | string)[]): Buffer {
  const bytes = Buffer.concat(content.map(one => Buffer.from(one)))
  const { length } = bytes
  const varint = [(length & 127) | 128, ((length >> 7) & 127) | 128, length >> 14]
  return Buffer.concat([Buffer.from([(number << 3) | 2, ...varint]), bytes])
}

const whole = (number: number, value: number) => Buffer.from([number << 3, value])

function read(bytes: Uint8Array) {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'part'))
  writeFileSync(join(folder, 'part/model.onnx'), bytes)
  return readGraphFile(folder, 'part')
}

test('says what an export says', () => {
  expect(readGraphFile(tinyPipeline, 'unet')).toEqual({
    name: 'unet/model.onnx',
    path: join(tinyPipeline, 'unet/model.onnx'),
    inputs: [
      { name: 'sample', type: 1, dims: ['batch_size', 4, 'height', 'width'] },
      { name: 'timestep', type: 1, dims: [] },
      { name: 'encoder_hidden_states', type: 1, dims: ['batch_size', 'sequence_length', 56] },
      { name: 'text_embeds', type: 1, dims: ['batch_size', 20] },
      { name: 'time_ids', type: 1, dims: ['batch_size', 6] },
    ],
    outputs: [{ name: 'out_sample', type: 1, dims: ['batch_size', 4, 'height', 'width'] }],
    dataFiles: ['model.onnx_data'],
    half: false,
  })
})

describe('weights', () => {
  const port = (name: string) => field(1, name)

  test('that an old file lists among its inputs are none', () => {
    const graph = field(7, field(11, port('x')), field(11, port('w')), field(5, field(8, 'w'), whole(2, 1)))
    expect(read(graph)).toMatchObject({ inputs: [{ name: 'x', type: 0, dims: null }] })
  })

  test.each([
    ['one side', [whole(1, 9)], false],
    ['two sides', [whole(1, 9), whole(1, 9)], true],
    ['two sides of two bytes each', [Buffer.from([8, 128, 1]), Buffer.from([8, 128, 1])], true],
    ['one packed side of two bytes', [field(1, Uint8Array.of(128, 1))], false],
    ['two packed sides', [field(1, Uint8Array.of(9, 128, 1))], true],
  ])('of %s in fp16', (_, dims, half) => {
    expect(read(field(7, field(5, ...dims, whole(2, 10), field(8, 'w')))).half).toBe(half)
  })

  test('in fp32 are not half', () => {
    expect(read(field(7, field(5, whole(1, 9), whole(1, 9), whole(2, 1), field(8, 'w')))).half).toBe(false)
  })
})

describe('a file that is none', () => {
  const graph = new GraphBuilder('g')
  graph.output(graph.op('Add', [graph.input('x', 'F32', [1]), 'x']), 'F32', [1])
  const model = writeModel(graph.build())

  test('is refused wherever it ends', () => {
    for (let end = 0; end < model.length; end++) {
      let said: unknown = 'nothing'
      try {
        // Shorter ones may still be whole: what is cut off is the version of the operators.
        said = read(model.subarray(0, end)).outputs.length
      } catch (error) {
        said = error
      }
      if (typeof said !== 'number') expect(said).toMatchObject({ reason: 'bad-config' })
    }
  })

  test.each([
    [
      'a length beyond the file',
      Buffer.from([(7 << 3) | 2, 255, 255, 255, 255, 15]),
      'byte 0 begins no field',
    ],
    ['a number without an end', Buffer.from([8, ...Array(20).fill(255)]), 'byte 1 begins no field'],
    ['a group', Buffer.from([(7 << 3) | 3]), 'byte 0 begins no field'],
    [
      'a name of a megabyte',
      field(7, field(11, field(1, Buffer.alloc(1 << 20)))),
      'has a name of 1048576 bytes',
    ],
    ['two graphs', Buffer.concat([field(7, ''), field(7, '')]), 'has 2 graphs'],
  ])('is refused: %s', (_, bytes, message) => {
    expect(() => read(bytes)).toThrow(
      expect.objectContaining({ reason: 'bad-config', message: expect.stringContaining(message) }),
    )
  })
})
