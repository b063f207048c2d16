/** Todo lo que dice la ventana, en español. */
import { createCounting } from '@comrad/client/counting'
import { SCREENS_ES } from '@comrad/client/screens/es'
import type { Catalogue } from './en.ts'
import { createMoments } from './moments.ts'

const { count, form, time } = createCounting('es-419')
const moments = createMoments('es-419')

export const ES: Catalogue = {
  ...SCREENS_ES,
  language: 'Español',
  direction: 'ltr',

  skipToContent: 'Ir al contenido',
  unreadCount: (n) => `${n} sin leer`,
  titleUnread: (n) => `(${n}) `,
  coreGone:
    'El núcleo de Comrad se ha detenido. Lo guardado se conserva: vuelve a iniciar Comrad y abre la dirección que te diga.',

  broken: 'Algo se rompió en esta ventana',
  brokenKept: 'No se pierde nada de lo guardado.',
  fault: 'Algo falló en el núcleo de Comrad',
  faultKept:
    'Lo que estaba guardado sigue guardado, y Comrad continúa. Si algo no avanza, vuelve a iniciarlo.',

  ok: 'Aceptar',
  cancel: 'Cancelar',
  close: 'Cerrar',
  back: 'Volver',
  change: 'Cambiar',
  undo: 'Deshacer',
  tryAgain: 'Intentar de nuevo',
  older: 'Ver anteriores',
  newer: 'Mostrar lo más nuevo',
  moment: moments.moment,
  time,
  minutes: (n) => `${n} min`,
  hours: (n) => `${n} h`,
  days: (n) => `${n} d`,
  characters: (left) =>
    left >= 0
      ? `${form(left, { one: 'queda', other: 'quedan' })} ${count(left, { one: 'carácter', other: 'caracteres' })}`
      : `${form(-left, { one: 'sobra', other: 'sobran' })} ${count(-left, { one: 'carácter', other: 'caracteres' })}`,

  motto: 'Organízate en secreto. Nadie más lo lee, y nada se guarda más de lo necesario.',
  keymaker: '@Keymaker',
  keymakerCuts: 'talla una llave que solo tú tienes. Una contraseña la cierra en este dispositivo.',
  telephone: '@Telephone',
  telephoneConnects: 'busca un camino por Tor, para que nadie vea a quién llamas.',
  operator: '@Operator',
  operatorEnters: 'anota tu nombre en un registro que cualquiera puede comprobar, y nada más sobre ti.',
  begin: 'Empezar',
  passphrasesDiffer: 'No son iguales.',
  stepReading: (records: number, of: number) => `Comprobando aquí el registro: ${records} de ${of} nombres …`,
  stepPrekeys: 'Dejando llaves con el Operador, para que otras personas puedan escribirte …',
  working: (percent) =>
    `Tu dispositivo trabaja por el nombre, para que nadie tome nombres por miles: ${percent} %`,
  phrasePrint: 'Imprimir',
  phraseWritten: 'Ya las he escrito',
  phraseLater: 'Más tarde',
  torStarting: 'Conectando por Tor',

  newest: 'Nuevo',
  mostVoted: 'Por votos',
  order: 'Orden',
  audience: 'De quién',
  write: 'Escribir',
  toWorld: 'Todo el mundo',
  toTrusted: 'Las personas en quienes confío',
  addImage: 'Agregar una imagen',
  imageHelp: 'El lugar y la cámara se borran antes de que salga de este dispositivo.',
  callTooLong: 'Esto es más de lo que se puede mandar de una vez. No se mandó nada.',
  imageTooLarge: 'Esa imagen pesa más de 30 MB. Elige una más pequeña.',
  removeImage: 'Quitar la imagen',
  feedEmpty: 'Todavía no hay nada. Di la primera palabra.',
  reply: 'Responder',
  replies: (n) => (n === 0 ? 'Responder' : `Respuestas (${n})`),
  threadCut: (n: number) => `Solo se muestran las primeras ${n}.`,
  voteUp: 'Votar a favor',
  voteDown: 'Votar en contra',
  votesOf: (up, down) => `${up} a favor, ${down} en contra`,
  recount: 'Recontar',
  recountShown: 'Mostrado',
  recountCounted: 'Contado aquí',
  recountInvalid: 'Rechazadas',
  recountGroup: (ballots, members) =>
    `${ballots} de un grupo de ${count(members, { one: 'integrante', other: 'integrantes' })}`,
  recountSince: (names, when) =>
    `Este dispositivo conoce ${count(names, { one: 'nombre', other: 'nombres' })} desde ${when}.`,
  deletePost: 'Borrar',
  deleted: 'Borrado.',
  showImage: 'Ver la imagen',
  imageGone: 'La imagen ya no está.',
  imageOutOfReach: 'Sin conexión: la imagen no se puede traer ahora.',

  noMessages: 'Todavía no hay mensajes. Primero conoce a alguien.',
  writeTo: (name) => `Escribir a ${name}`,
  takeBack: 'Retirar',
  sendAgain: 'Enviar otra vez',
  timerTag: (time: string) => `desaparecen tras ${time}`,
  timerBoth:
    'Vale para ambas partes. Lo que escribes desaparece ese tiempo después de escribirlo; lo que lees, después de leerlo.',

  meetProving: 'Probando que eres camarada, sin decir quién …',
  requests: 'Piden conocerte',
  accept: 'Aceptar',
  decline: 'Rechazar',
  declineAndTell: 'Rechazar, y decirlo',
  asked: 'Has pedido',
  met: 'Ya se conocen',
  closed: 'Sin contacto',
  noContacts: 'Nadie todavía. Pregunta por un nombre o escanea un código.',
  showCode: 'Mostrar mi código',
  showCodeWhy: 'Quien lo escanee puede pedir conocerte.',
  scanCode: 'Escanear un código',
  scanWhy: 'Pon el código de la otra persona ante la cámara.',
  scanNoCamera: 'Aquí no hay cámara que se pueda usar.',
  scanNotOurs: 'Ese código no es de Comrad.',
  verifySame: 'Son iguales',
  verifyScan: 'Escanear el suyo',
  verifyDifferent: (name) =>
    `No es el mismo número. Puede que alguien esté entre tú y ${name}: no escribas aquí nada importante, y hablen de ello en persona.`,
  verified: 'llave comparada',
  alarmed: 'alguien usó una llave falsa con su nombre',
  trustedByYou: 'confías',
  trustsYou: 'confía en ti',
  muted: 'en silencio',
  blocked: 'con bloqueo',
  message: 'Mensaje',
  person: (name) => `Qué hacer con ${name}`,

  editFace: 'Editar',
  choosePhoto: 'Elegir una foto',
  removePhoto: 'Quitar la foto',
  cropPhoto: 'Mueve y amplía hasta que encaje',
  zoom: 'Ampliar',

  searchHelp:
    'Publicaciones y mensajes que están en este dispositivo. No se pregunta a nadie, así que nadie sabe qué buscas.',
  found: (n) => count(n, { one: 'resultado', other: 'resultados' }),

  tor: 'Tor y puentes',
  torVersion: (version) => `Tor ${version}`,
  torReady: 'Tor está conectado.',
  torReadySince: (moment) => `desde ${moment}`,
  torOperator: 'El Operador',
  torNone: 'Este Operador está en esta máquina. No se usa Tor, y nadie de fuera puede verlo ni unirse.',
  bridgesWhat:
    'Donde un Estado, una escuela o una empresa bloquea Tor, un puente es otra entrada: la computadora de una persona voluntaria que no está en ninguna lista pública, así que es más difícil de bloquear. Por uno de tipo obfs4 o snowflake ni siquiera parece Tor.',
  bridgesWhen:
    'Úsalos si Tor no se conecta aunque todo lo demás funcione, o si es peligroso que se vea que usas Tor. Si no, déjalo vacío: sin puentes Tor es más rápido.',
  bridgesFrom:
    'Puedes conseguir puentes en bridges.torproject.org, con un correo a bridges@torproject.org, o de alguien de tu confianza. Uno por línea.',
  bridgesKinds: (kinds) => `Tipos de puentes que funcionan en esta máquina: ${kinds}`,
  bridgesPlain: 'sin tipo',
  bridgesKept:
    'Se guardan en este dispositivo fuera del cerrojo, porque Tor los necesita antes de abrir: quien tome el dispositivo puede ver que los usas.',
  bridgesUse: 'Usar estos puentes',
  bridgesUseNone: 'Conectar sin puentes',
  bridgesInUse: (n) => `Se conecta por ${count(n, { one: 'puente', other: 'puentes' })}`,
  bridgesNone: 'Se conecta sin puentes',
  bridgesChange: 'Puentes …',

  theme: 'Tema',
  themes: { system: 'como el sistema', light: 'claro', dark: 'oscuro' },
  notifications: 'Avisos',
  notificationChoices: { off: 'ninguno', 'without-content': 'que llegó algo', 'with-names': 'de quién es' },
  notificationsAllow: 'Permitirlos en este navegador',
  notificationsDenied: 'Este navegador no los muestra. El título cuenta igualmente lo que espera.',
  prefetchImages: 'Traer las imágenes con las publicaciones (si no, solo al mirarlas)',
  thisDevice: 'Este dispositivo',
  backupImport: 'Traer una copia',
  wipeNow: 'Borrar ahora',
  mutedAndBlocked: 'En silencio o con bloqueo',
  nobody: 'nadie',
  shortcuts: 'Atajos de teclado',
  shortcutList: [
    ['g f', 'Plaza'],
    ['g m', 'Mensajes'],
    ['g c', 'Contactos'],
    ['g p', 'Perfil'],
    ['g s', 'Estado'],
    ['/', 'Buscar'],
    ['n', 'Escribir una publicación'],
    ['j / k', 'Publicación siguiente / anterior'],
    ['Ctrl Enter', 'Enviar o publicar'],
    ['Esc', 'Volver, cerrar'],
    ['?', 'Esta lista'],
    ['Ctrl Shift Supr', 'Pánico: borrar este dispositivo'],
  ],

  statusTor: 'El camino al Operador',
  statusRegister: 'El registro',
  statusRegisterSize: (size) =>
    `${count(size, { one: 'nombre', other: 'nombres' })}; cada uno se comprobó en este dispositivo`,
  statusRegisterNever: 'Todavía no se ha leído.',
  statusRegisterChecked: (moment: string) => `la última vez, el ${moment}`,
  statusRoot: 'Su raíz',
  statusMembers: 'Tus actos anónimos',
  statusMembersAre: (members, minimum) =>
    `ocultos entre ${count(members, { one: 'camarada', other: 'camaradas' })}; se piden al menos ${minimum}`,
  statusKnows: 'Lo que el Operador sabe de ti',
  statusKnowsNot: 'Lo que no puede saber',
  evidence: 'En qué se apoya la alarma',
  statusMail: 'Cartas',
  statusMailAre: (queued, sent, undelivered) =>
    `${queued} por enviar, ${sent} sin confirmar, ${undelivered} no entregadas`,
}
