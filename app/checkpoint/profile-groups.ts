/** One property of the robustness profile, measured or not. */
export interface ProfileProperty {
  readonly id: string
  readonly title: string
  /** What has to run before it can be measured; null where it is. */
  readonly awaits: string | null
}

export interface ProfileGroup {
  readonly title: string
  readonly properties: readonly ProfileProperty[]
}

/** The properties of the profile in the order in which they are read: use of the image first. */
export const profileGroups: readonly ProfileGroup[] = [
  {
    title: 'Use of the image',
    properties: [
      { id: 'P3', title: 'Visual reliance', awaits: null },
      { id: 'P6', title: 'Detail reliance', awaits: 'synthesised images' },
      { id: 'P5', title: 'Saliency use', awaits: 'the occlusion probe' },
    ],
  },
  {
    title: 'What it can lose',
    properties: [
      { id: 'P1', title: 'Token-order retention', awaits: null },
      { id: 'P2', title: 'Spatial-structure retention', awaits: null },
      { id: 'P4', title: 'Occlusion robustness', awaits: 'the occlusion probe' },
    ],
  },
  {
    title: 'What tuning kept',
    properties: [
      { id: 'P7', title: 'Recognition preserved', awaits: 'classification by the encoder' },
      { id: 'P8', title: 'Alignment preserved', awaits: 'neighbour alignment' },
      { id: 'P10', title: 'Text reasoning kept', awaits: 'text-only maths' },
    ],
  },
  {
    title: 'How it answers',
    properties: [
      { id: 'P9', title: 'Option-order stability', awaits: 'option rotations' },
      { id: 'P11', title: 'Spatial locality', awaits: 'patch information loss' },
      { id: 'P12', title: 'Early-layer concentration', awaits: 'layer importance' },
    ],
  },
]
