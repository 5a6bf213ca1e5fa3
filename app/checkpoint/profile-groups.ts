import type { PropertyId } from '#lib/domain/property'

export interface ProfileGroup {
  readonly title: string
  readonly properties: readonly PropertyId[]
}

/** The properties of the profile in the order in which they are read: use of the image first. */
export const profileGroups: readonly ProfileGroup[] = [
  {
    title: 'Use of the image',
    properties: ['P3', 'P6', 'P5'],
  },
  {
    title: 'What it can lose',
    properties: ['P1', 'P2', 'P4'],
  },
  {
    title: 'What tuning kept',
    properties: ['P7', 'P8', 'P10'],
  },
  {
    title: 'How it answers',
    properties: ['P9', 'P11', 'P12'],
  },
]
