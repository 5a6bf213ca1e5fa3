import type { Colour, Pinpoint } from '#lib/domain/image-recipe'

/** What one of transformers' image processors does where its file is silent. */
export interface ProcessorDefaults {
  readonly size: { readonly shortest_edge: number } | { readonly height: number; readonly width: number }
  /** What `size` means where it is a plain number: both sides, or the shorter one. */
  readonly squareSize: boolean
  readonly cropSize: number | null
  readonly centreCrop: boolean
  readonly pad: boolean
  readonly resample: number
  readonly mean: Colour
  readonly std: Colour
  readonly pinpoints: readonly Pinpoint[] | null
}

const openaiClip = {
  mean: [0.48145466, 0.4578275, 0.40821073],
  std: [0.26862954, 0.26130258, 0.27577711],
} as const
const halves = { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] } as const
const bilinear = 2
const bicubic = 3
const oneToSix = [1, 2, 3, 4, 5, 6]

const clip: ProcessorDefaults = {
  size: { shortest_edge: 224 },
  squareSize: false,
  cropSize: 224,
  centreCrop: true,
  pad: false,
  resample: bicubic,
  ...openaiClip,
  pinpoints: null,
}
const plain = { cropSize: null, centreCrop: false, pad: false, pinpoints: null } as const

/** The class attributes of transformers 5. */
export const processors = {
  CLIPImageProcessor: clip,
  BitImageProcessor: clip,
  LlavaImageProcessor: clip,
  LlavaNextImageProcessor: {
    ...clip,
    pad: true,
    pinpoints: [
      [336, 672],
      [672, 336],
      [672, 672],
      [1008, 336],
      [336, 1008],
    ],
  },
  LlavaOnevisionImageProcessor: {
    ...plain,
    size: { height: 384, width: 384 },
    squareSize: false,
    pad: true,
    resample: bicubic,
    ...openaiClip,
    pinpoints: oneToSix.flatMap(rows => oneToSix.map(columns => [384 * rows, 384 * columns] as const)),
  },
  SiglipImageProcessor: {
    ...plain,
    size: { height: 224, width: 224 },
    squareSize: false,
    resample: bicubic,
    ...halves,
  },
  ViTImageProcessor: {
    ...plain,
    size: { height: 224, width: 224 },
    squareSize: true,
    resample: bilinear,
    ...halves,
  },
  DeiTImageProcessor: {
    ...plain,
    size: { height: 256, width: 256 },
    squareSize: true,
    cropSize: 224,
    centreCrop: true,
    resample: bicubic,
    ...halves,
  },
  ConvNextImageProcessor: {
    ...plain,
    size: { shortest_edge: 384 },
    squareSize: false,
    resample: bicubic,
    ...halves,
  },
} satisfies Record<string, ProcessorDefaults>

/** An image processor of transformers, without the endings `Fast` and `Pil`. */
export type ProcessorType = keyof typeof processors
