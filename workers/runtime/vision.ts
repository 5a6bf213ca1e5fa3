import { Tensor } from 'onnxruntime-node'
import { floats, outputOf, type Runner } from './session'

/** The vision tower and the projector in one session. */
export class Vision {
  /** @param side of the square input in pixels. */
  constructor(
    private readonly session: Runner,
    readonly side: number,
  ) {}

  /** One tile, [3, side, side], to its rows [rowsPerTile, text width]. One tile a call: a batch is no faster. */
  async encode(pixels: Float32Array): Promise<Float32Array> {
    const input = new Tensor('float32', pixels, [1, 3, this.side, this.side])
    const outputs = await this.session.run({ pixel_values: input })
    return floats(outputOf(outputs, 'visual_tokens'))
  }

  async release(): Promise<void> {
    await this.session.release()
  }
}
