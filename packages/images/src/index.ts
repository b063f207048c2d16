export * from './images.ts'
export * from './picture.ts'
