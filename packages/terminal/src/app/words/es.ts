/** Lo que dice la terminal, en español. */
import { createCounting } from '@comrad/client/counting'
import { SCREENS_ES } from '@comrad/client/screens/es'
import type { Catalogue } from './en.ts'
import { createSpan } from './span.ts'

const { count, form } = createCounting('es-419')
const CHARACTERS = { one: 'carácter', other: 'caracteres' }

export const ES: Catalogue = {
  ...SCREENS_ES,
  // Las salas, y la línea con el Operador
  plainHint: 'La tecla ? muestra las teclas.',
  placeIn: (place, of, isMore) => `${place} de ${of}${isMore ? ' y más' : ''}.`,
  letterCame: 'Llegó un mensaje.',
  letterFrom: (name) => `${name} te escribió.`,
  requestCame: 'Alguien pide conocerte.',
  requestFrom: (name) => `${name} pide conocerte.`,
  metNow: (name) => `Tú y ${name} ya se conocen.`,
  fault: 'Algo se rompió dentro de Comrad. Sigue funcionando; no se perdió nada de lo guardado.',

  // En todas partes
  span: createSpan('es'),
  goneAt: (moment) => `hasta ${moment}`,
  characters: (left) =>
    left >= 0
      ? `${form(left, { one: 'queda', other: 'quedan' })} ${count(left, CHARACTERS)}`
      : `${form(-left, { one: 'sobra', other: 'sobran' })} ${count(-left, CHARACTERS)}`,
  cut: (rest) => `… ${count(rest, { one: 'línea', other: 'líneas' })} más: Enter la muestra entera`,
  fileUnreadable: (path) => ({ happened: `No se puede leer ${path}.`, todo: 'revisa la ruta.' }),
  fileUnwritable: (path) => ({
    happened: `No se puede escribir ${path}.`,
    kept: 'lo que hubiera ahí.',
    todo: 'indica otro lugar.',
  }),
  tooSmall: 'Esta terminal es muy pequeña. Comrad necesita 40 columnas y 12 filas.',

  // Formularios
  optional: '(puede quedar vacío)',
  yes: 'sí',
  no: 'no',
  given: 'escrita',
  imagePath: 'Una imagen (ruta de un archivo)',
  imageHelp: 'JPEG, PNG o WebP. El lugar y la cámara se le quitan antes de salir de este dispositivo.',

  // El comienzo
  motto: 'Conoce camaradas. Escribe en secreto. Organízate.',
  promise: 'Nadie más lee, y nada se guarda más tiempo del necesario.',
  cast: [
    ['@Keymaker', 'corta una llave que solo tú tienes. Una contraseña la encierra en este dispositivo.'],
    ['@Telephone', 'busca un camino por Tor, para que nadie vea a quién llamas.'],
    ['@Operator', 'anota tu nombre en un registro que todos pueden comprobar, y nada más.'],
  ],
  begin: 'Crear una cuenta',
  languageIs: 'Idioma: español',
  passphrasesDiffer: 'Las dos contraseñas no son iguales.',
  reading: (records, of) => `@Operator te lee el registro: ${records} de ${of}`,
  layingOut: '@Keymaker deja llaves para las primeras cartas que te lleguen …',
  working: (percent) => `Tu dispositivo trabaja por el nombre, para que nadie los acapare: ${percent} %`,
  phraseWritten: 'Enter: ya las escribí.   Esc: después (Ajustes las muestra otra vez).',
  backupPath: 'La copia (ruta del archivo)',
  bringBackup: 'Traer la copia',

  // La plaza
  newest: 'lo nuevo primero',
  mostVoted: 'por votos',
  write: 'Escribir una publicación',
  toWorld: 'todo el mundo',
  toTrusted: 'mi gente de confianza',
  published: 'Guardada; se publica en cuanto se pueda.',
  feedEmpty: 'Aquí no hay nada todavía. Con n dices la primera palabra.',
  replies: (n) => count(n, { one: 'respuesta', other: 'respuestas' }),
  votesOf: (up, down) => `+${up} −${down}`,
  myVote: { up: 'tú: +', down: 'tú: −', none: '' },
  deleted: 'Borrada. Con u se recupera.',
  recountShown: (votes) => `Mostrado: ${votes}`,
  recountCounted: (votes) => `Contado aquí: ${votes}`,
  recountRefused: (n) => `Rechazadas: ${n}`,
  recountGroup: (ballots, members) =>
    `${count(ballots, { one: 'papeleta', other: 'papeletas' })} de un grupo de ${count(members, { one: 'persona', other: 'personas' })}`,
  recountSince: (names, when) =>
    `  este dispositivo conoce ${count(names, { one: 'nombre', other: 'nombres' })} desde ${when}`,
  noVotes: 'Solo se vota lo que se publica para todo el mundo.',

  // Imágenes
  image: (width, height) => `[imagen ${width}×${height}]`,
  showsImage: 'v la muestra',
  imagePlain: (width, height) => `Una imagen de ${width} por ${height} puntos, que aquí no se dibuja.`,
  lookFirst: 'Así se va a enviar',
  imageBroken: 'Esta imagen está rota, y no se abrió.',

  // Mensajes
  noMessages: 'Todavía no hay mensajes. Primero conoce a alguien: 3, y luego n.',
  writeTo: (name) => `Para ${name}`,
  sendImage: (name) => `Una imagen para ${name}`,
  withWords: 'Unas palabras con ella',
  toMessages: 'a los mensajes',
  takenBack: 'Retirado.',
  sentAgain: 'Escrito otra vez.',
  timerBoth: 'Vale para las dos partes. Empieza cuando se lee el mensaje.',
  timerTag: (age) => `se van después de ${age}`,

  // Contactos
  meetSteps: {
    'reading-register': '@Operator: buscando el nombre en tu propia copia del registro …',
    connecting: '@Telephone: llamando por una línea que no lleva tu nombre …',
    proving: '@Keymaker: probando que pregunta un camarada, sin decir cuál …',
    depositing: '@Telephone: entregando la carta …',
    deposited: '@Operator: tengo una carta. No puedo ver de quién es.',
  },
  groups: {
    incoming: 'Piden conocerte',
    met: 'Gente que conoces',
    requested: 'Pediste conocer',
    closed: 'Cerrados',
  },
  asks: 'pide conocerte',
  askedUnanswered: 'sin respuesta en 30 días; puedes preguntar otra vez',
  youDeclined: 'dijiste que no',
  theyDeclined: 'prefirió no conocerte',
  declined: 'Rechazado. No se le avisa.',
  declinedTold: (name) => `Rechazado. Se le avisa a ${name}.`,
  accepted: (name) => `A ${name} se le dice que ya se conocen.`,
  noContacts: 'Nadie todavía. Con n preguntas a alguien por su nombre.',
  joinWith: 'Otros entran con:',
  showCode: 'Mi código',
  showCodeWhy: 'Quien lo escanee en la ventana de Comrad puede pedir conocerte.',
  verifySame: 'son los mismos',
  tags: {
    verified: 'verificado',
    alarmed: 'ALARMA: se usó una llave falsa con este nombre',
    trusted: 'de tu confianza',
    trustsYou: 'confía en ti',
    muted: 'silenciado',
    blocked: 'bloqueado',
  },
  untrustWhy: 'Se le retiran tu cara de confianza y las publicaciones de confianza que tiene.',
  muteWhy: 'Sus publicaciones no se muestran y sus mensajes no hacen ruido. No se entera.',
  done: 'Hecho.',

  // Perfil
  theirTrustedFace: 'Para su gente de confianza',
  hasPhoto: '[foto]',
  photoPath: 'Una foto (ruta de un archivo)',
  photoHelp: 'Se toma el centro, en cuadrado. Un solo - quita la foto; vacío la deja como está.',

  // Búsqueda
  searchHelp: 'Publicaciones y mensajes que están aquí. No se pregunta a nadie: nadie sabe qué buscas.',
  found: (n, isMore) => `${n}${isMore ? ' y más' : ''}. ↓ va a lo encontrado, Enter lo abre.`,

  // Tor y puentes
  tor: 'El camino al Operador',
  torReady: (version) => `Tor${version === undefined ? '' : ` ${version}`} está conectado.`,
  torNone: 'El Operador está en esta máquina. No se usa Tor; nadie de fuera puede verlo ni entrar.',
  bridgesWhat:
    'Donde Tor está bloqueado, un puente es otra entrada: una computadora de una persona voluntaria que no está en ninguna lista pública. Hay puentes en bridges.torproject.org, por correo a bridges@torproject.org, o de alguien de confianza. Sin puentes Tor es más rápido.',
  bridgesKept:
    'Se guardan fuera del candado, porque Tor los necesita antes de abrir: quien tome este dispositivo puede ver que los usas.',
  bridgesUse: 'Usar estos',
  bridgesInUse: (n) => (n === 0 ? 'ninguno' : String(n)),

  // Ajustes
  notifications: 'Avisarme de los mensajes',
  notificationChoices: {
    off: 'no',
    'without-content': 'que llegó algo',
    'with-names': 'de quién es',
  },
  prefetchImages: 'Traer las imágenes con las publicaciones',
  passphraseChanged: 'La contraseña cambió.',
  newPassphrase: 'La nueva',
  backupTo: 'Dónde (ruta de un archivo nuevo)',
  backupSaved: (path) => `La copia está en ${path}.`,
  wipeKey: 'borrar todo',
  endKey: 'salir',
  wipeNow: (key) => `${key} otra vez: borrar ya`,
  leave: 'Salir de Comrad',
  leaveWhy: 'Lo que espera salir se envía cuando Comrad se abra otra vez.',

  // Estado
  statusTitles: {
    operator: 'El Operador',
    register: 'El registro',
    acts: 'Tus actos anónimos',
    mail: 'Cartas',
    knows: 'Lo que el Operador sabe de ti',
    knowsNot: 'Lo que no puede saber',
  },
  registerSize: (size) =>
    `${count(size, { one: 'nombre', other: 'nombres' })}; cada uno se comprobó en este dispositivo.`,
  registerChecked: (moment) => `Última comprobación: ${moment}`,
  registerNever: 'Todavía no se ha leído.',
  registerRoot: 'Punto de control, raíz del árbol:',
  members: (members, minimum) =>
    `Escondidos entre ${count(members, { one: 'camarada', other: 'camaradas' })}; se piden al menos ${minimum}.`,
  mail: (queued, sent, undelivered) =>
    `${queued} por enviar, ${sent} sin confirmar, ${undelivered} sin entregar.`,

  // Lo que hacen las teclas
  shortcuts: 'Teclas',
  places: {
    rooms: 'En todas las salas',
    anywhere: 'En cualquier parte, también al escribir',
    list: 'En una lista',
    posts: 'Con una publicación',
    talks: 'Con las conversaciones',
    talk: 'En una conversación',
    people: 'Con los contactos',
    person: 'Con una persona',
    settings: 'En los ajustes',
    beginning: 'Antes del candado',
    form: 'Al escribir',
  },
  acts: {
    rooms: {
      feed: 'plaza',
      messages: 'mensajes',
      contacts: 'contactos',
      profile: 'perfil',
      search: 'buscar',
      settings: 'ajustes',
      status: 'estado',
      shortcuts: 'teclas',
      lock: 'cerrar',
      leave: 'salir',
    },
    anywhere: {
      panic: 'pánico: borrar este dispositivo (se pregunta una vez)',
      end: 'terminar ya; no se pierde nada',
    },
    list: {
      next: 'siguiente',
      previous: 'anterior',
      pageDown: 'una página adelante',
      pageUp: 'una página atrás',
      first: 'el primero',
      last: 'el último',
      back: 'volver',
    },
    posts: {
      open: 'abrir',
      write: 'escribir',
      reply: 'responder',
      up: 'a favor',
      down: 'en contra',
      picture: 'imagen',
      author: 'quién',
      audience: 'de quién',
      order: 'orden',
      recount: 'recontar',
      remove: 'borrar',
      undo: 'deshacer',
    },
    talks: { open: 'abrir', person: 'perfil' },
    talk: {
      write: 'escribir',
      image: 'enviar imagen',
      takeBack: 'retirar',
      again: 'escribir otra vez',
      picture: 'ver imagen',
      timer: 'plazo',
      person: 'perfil',
      remove: 'borrar',
    },
    people: {
      open: 'abrir',
      meet: 'conocer',
      accept: 'aceptar',
      decline: 'rechazar',
      declineAndTell: 'rechazar y avisar',
      block: 'bloquear',
      message: 'escribir',
      code: 'mi código',
    },
    person: {
      message: 'escribir',
      meet: 'pedir conocerse',
      accept: 'aceptar',
      decline: 'rechazar',
      declineAndTell: 'rechazar y avisar',
      verify: 'número de seguridad',
      trust: 'confiar',
      mute: 'silenciar',
      block: 'bloquear',
      world: 'editar cara al mundo',
      trusted: 'editar cara de confianza',
      picture: 'foto',
    },
    settings: { change: 'cambiar' },
    beginning: { bridges: 'puentes' },
    form: {
      go: 'seguir',
      newLine: 'línea nueva',
      next: 'campo siguiente',
      previous: 'campo anterior',
      choose: 'elegir',
      submit: 'listo',
      cancel: 'cancelar',
    },
  },
}
