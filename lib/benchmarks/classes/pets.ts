import { classList, type ZeroShot } from '../class-list'

/** Alphabetical whatever the case: the order of the class ids of the annotations, which count from 1. */
export const petsClasses = classList([
  'Abyssinian',
  'American Bulldog',
  'American Pit Bull Terrier',
  'Basset Hound',
  'Beagle',
  'Bengal',
  'Birman',
  'Bombay',
  'Boxer',
  'British Shorthair',
  'Chihuahua',
  'Egyptian Mau',
  'English Cocker Spaniel',
  'English Setter',
  'German Shorthaired',
  'Great Pyrenees',
  'Havanese',
  'Japanese Chin',
  'Keeshond',
  'Leonberger',
  'Maine Coon',
  'Miniature Pinscher',
  'Newfoundland',
  'Persian',
  'Pomeranian',
  'Pug',
  'Ragdoll',
  'Russian Blue',
  'Saint Bernard',
  'Samoyed',
  'Scottish Terrier',
  'Shiba Inu',
  'Siamese',
  'Sphynx',
  'Staffordshire Bull Terrier',
  'Wheaten Terrier',
  'Yorkshire Terrier',
])

/** As CLIP's authors prompt it. */
export const petsZeroShot: ZeroShot = {
  names: petsClasses.map(({ name }) => name),
  templates: ['a photo of a {c}, a type of pet.'],
}
