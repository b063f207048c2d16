/** Lo que Comrad dice a las personas, en español: qué pasó, qué se conserva, qué hacer. */
import type { CheckpointView } from '../views/alarm-view.ts'
import { createCounting } from './counting.ts'
import type { Speech } from './speech.ts'

const { count, form, time, roughly } = createCounting('es-419')

const checkpoint = ({ size, root }: CheckpointView) => `${size} nombres, raíz ${root.slice(0, 16)}…`
const letters = (n: number) => count(n, { one: 'carta', other: 'cartas' })
const aLetter = (n: number) => (n === 1 ? 'Una carta' : letters(n))

const AFTER_TRUST = {
  kept: 'todo lo que hay en este dispositivo y las dos pruebas. Ya no se envía ni se recoge nada.',
  todo: 'compara los dos puntos de control con gente de tu confianza, fuera de Comrad, y pregunta a quien mantiene el Operador.',
}

export const ES: Speech = {
  locale: 'es-419',

  alarms: {
    shrunk: ({ seen, shown }) => ({
      happened: `El registro del Operador se ha acortado: antes se vio ${checkpoint(seen)} y ahora muestra ${checkpoint(shown)}. Lo devolvieron a una copia vieja, o esconde nombres.`,
      ...AFTER_TRUST,
    }),
    forked: ({ seen, shown, from }) => ({
      happened: `Hay dos registros: ${checkpoint(seen)} y ${checkpoint(shown)} no pueden ser ciertos a la vez${from ? `; el segundo llegó con una carta de ${from}` : ''}. El Operador muestra llaves distintas a personas distintas.`,
      ...AFTER_TRUST,
    }),
    'name-twice': ({ name, shown }) => ({
      happened: `El registro anota ${name} dos veces (${checkpoint(shown)}). Un nombre pertenece a una sola llave, para siempre.`,
      ...AFTER_TRUST,
    }),
    'own-name': ({ name, shown }) => ({
      happened: `Tu propio nombre, ${name}, no está en el registro con tu llave (${checkpoint(shown)}). Puede que alguien esté hablando como si fueras tú.`,
      ...AFTER_TRUST,
    }),
    'old-anchor': ({ least, shown }) => ({
      happened: `El Operador quería algo anónimo de este dispositivo en un grupo viejo: ${checkpoint(shown)}, aunque hace más de una hora ya había ${count(least, { one: 'nombre', other: 'nombres' })}. Por quien no puede actuar ahí podría saber quién actúa.`,
      kept: 'tu secreto: no se envió nada. Se intenta de nuevo mucho más tarde.',
      todo: 'avisa a gente de tu confianza, fuera de Comrad, y pregunta quién mantiene el Operador.',
    }),
    'feed-forked': ({ sequence }) => ({
      happened: `Hay dos plazas: en la entrada ${sequence} a otras personas se les mostró algo distinto que a este dispositivo. El Operador esconde publicaciones a algunas, o las muestra solo a algunas.`,
      kept: 'lo que hay aquí y las dos pruebas. Los mensajes no se ven afectados.',
      todo: 'avisa a gente de tu confianza, fuera de Comrad, y pregunta a quien mantiene el Operador.',
    }),
    'post-hidden': ({ sequence }) => ({
      happened: `El Operador quitó la entrada ${sequence} de la plaza antes de tiempo, y quien la escribió no la borró: quien llega ahora no la ve.`,
      kept: 'la publicación, aquí, hasta que venza; y lo que el Operador firmó.',
      todo: 'avisa a gente de tu confianza, fuera de Comrad, y pregunta quién mantiene el Operador.',
    }),
    'foreign-key': ({ name }) => ({
      happened: `Alguien habló en nombre de ${name} con una llave que no es la del registro.`,
      kept: 'tu conversación. Lo que llegó con la llave ajena se rechazó.',
      todo: `pregunta a ${name} en persona, y ten cuidado con este Operador: solo él podía avalar esa llave.`,
    }),
  },

  checkpoint: ({ size, root }) => `registro de ${size}, raíz ${root}`,
  notices: {
    met: ({ name }) => ({
      happened: `Tú y ${name} ya se conocen.`,
      todo: 'comparen los números de seguridad cuando se vean.',
    }),
    'they-recovered': ({ name }) => ({
      happened: `${name} recuperó su cuenta en otro dispositivo, y allí no tiene nada de esta conversación.`,
      kept: 'la tuya. Lo que no tenía acuse de recibo se envía otra vez.',
    }),
    'session-repaired': ({ name, count: n }) => ({
      happened: `${name} no pudo abrir ${form(n, { one: 'una carta tuya; se envía', other: 'cartas tuyas; se envían' })} otra vez.`,
    }),
    'asked-again': ({ name, count: n }) => ({
      happened: `${aLetter(n)} de ${name} no se ${form(n, { one: 'pudo', other: 'pudieron' })} abrir.`,
      todo: 'nada: se pide otra vez.',
    }),
    'hostile-letter': ({ name, count: n }) => ({
      happened: `${aLetter(n)} de ${name} ${form(n, { one: 'traía algo que no es una carta, y se descartó', other: 'traían algo que no es una carta, y se descartaron' })}.`,
      kept: 'todo lo demás.',
    }),
    'timer-on': ({ name, timer, theirs }) => ({
      happened: `${theirs ? `${name} decidió` : 'Decidiste'} que los mensajes desaparezcan ${time(timer)} después de enviarse o leerse.`,
      kept: 'lo que se escribió antes.',
    }),
    'timer-off': ({ name, theirs }) => ({
      happened: `${theirs ? `${name} decidió` : 'Decidiste'} que los mensajes se queden.`,
    }),
  },
  gap: ({ missing }) => ({
    happened: `Aquí ${form(missing, { one: 'falta una carta', other: `faltan ${letters(missing)}` })}.`,
    todo: 'nada: lo que falta todavía puede llegar.',
  }),

  meetings: {
    queued: ({ name }) => ({ happened: `Tu solicitud a ${name} sale con la próxima conexión.` }),
    proving: ({ name }) => ({
      happened: `Probando que alguien de Comrad se dirige a ${name}, sin decir quién: así nadie puede inundar de cartas a gente desconocida.`,
    }),
    'too-few-members': ({ name }) => ({
      happened: 'Tu solicitud todavía no sería anónima: hay muy pocas personas registradas.',
      kept: `tu solicitud a ${name}; sale en cuanto haya más.`,
      todo: 'invita a más gente. El estado dice cuántas personas hay; en una red que vaya a seguir pequeña, inicia Comrad con COMRAD_MINIMUM_MEMBERS en ese número.',
    }),
    'no-slot': ({ name, most }) => ({
      happened: `Hoy ya escribiste a ${most} personas desconocidas: es lo más que se puede.`,
      kept: `tu solicitud a ${name}; sale después de la medianoche (UTC).`,
    }),
    'old-anchor': ({ name }) => ({
      happened:
        'El Operador mostró un grupo viejo, en el que tu solicitud podría delatar quién eres: no se envió.',
      kept: `tu solicitud a ${name}; se intenta de nuevo mucho más tarde.`,
      todo: 'mira la alarma en el estado.',
    }),
    'wrong-clock': ({ name }) => ({
      happened:
        'El reloj de este dispositivo y el del Operador difieren en más de un día: tu solicitud no sería anónima.',
      kept: `tu solicitud a ${name}; sale cuando coincidan.`,
      todo: 'ajusta el reloj. Si está bien, el Operador dice una hora falsa.',
    }),
    depositing: ({ name }) => ({ happened: `Tu solicitud a ${name} se está depositando.` }),
    asked: ({ name }) => ({
      happened: `Ya se le preguntó a ${name}.`,
      todo: 'espera. Que no responda puede querer decir que no.',
    }),
    'mailbox-full': ({ name }) => ({
      happened: `Hay demasiadas solicitudes esperando a ${name}.`,
      kept: 'la tuya; se intenta de nuevo.',
    }),
    met: ({ name }) => ({
      happened: `Tú y ${name} ya se conocen.`,
      todo: 'comparen los números de seguridad cuando se vean.',
    }),
    incoming: ({ name }) => ({ happened: `${name} pide conocerte.`, todo: 'acepta o rechaza.' }),
    declined: ({ name }) => ({ happened: `Rechazaste conocer a ${name}.` }),
    refused: ({ name }) => ({ happened: `${name} prefirió no conocerte.` }),
    unanswered: ({ name }) => ({
      happened: `${name} no ha respondido en 30 días.`,
      todo: 'puedes preguntar otra vez.',
    }),
  },
  safetyNumber: {
    verified: ({ name }) => ({
      happened: `Ya comparaste este número con ${name}; no ha cambiado.`,
    }),
    unverified: ({ name }) => ({
      happened: `Este número es el mismo en el dispositivo de ${name}, si nadie está en medio.`,
      todo: 'compárenlo en persona o por una voz que conozcas.',
    }),
  },

  connection: {
    'wrong-operator': {
      happened: 'Quien responde no es el Operador de esa dirección: no pudo probar su llave.',
      kept: 'todo; no se le envió nada.',
      todo: 'compara la dirección con quien mantiene el Operador.',
    },
    'authentication-failed': {
      happened: 'El Operador no conoce tu nombre con tu llave.',
      kept: 'todo lo que hay en este dispositivo.',
      todo: 'pregunta a quien mantiene el Operador si su registro volvió a una copia vieja.',
    },
  },
  clock: {
    ahead: ({ seconds }) => ({
      happened: `El reloj de este dispositivo va ${roughly(seconds)} adelantado respecto al del Operador.`,
      kept: 'tus cartas siguen su camino.',
      todo: 'ajusta el reloj: Tor no funciona con uno equivocado, y las horas de las cartas salen mal.',
    }),
    behind: ({ seconds }) => ({
      happened: `El reloj de este dispositivo va ${roughly(seconds)} atrasado respecto al del Operador.`,
      kept: 'tus cartas siguen su camino.',
      todo: 'ajusta el reloj: Tor no funciona con uno equivocado, y las horas de las cartas salen mal.',
    }),
  },
  storage: {
    full: {
      happened: 'El disco está lleno.',
      kept: 'todo lo que había antes; las cartas esperan en el Operador.',
      todo: 'haz lugar.',
    },
    failed: {
      happened: 'No se puede escribir en el disco, o no se puede leer.',
      kept: 'lo que había antes, hasta donde el disco lo conserve; las cartas esperan en el Operador.',
      todo: 'revisa el disco y los permisos de los archivos.',
    },
  },
  mail: {
    undelivered: ({ count: n }) => ({
      happened: `${letters(n)} no se ${form(n, { one: 'pudo', other: 'pudieron' })} entregar en 30 días.`,
      kept: 'su texto, en la conversación.',
      todo: 'envíalas otra vez si todavía importan.',
    }),
    mailboxFull: ({ count: n }) => ({
      happened: `${form(n, { one: `${letters(n)} tuya no se puede`, other: `${letters(n)} tuyas no se pueden` })} depositar: el buzón está lleno.`,
      kept: 'las cartas; se intenta de nuevo.',
    }),
    hostile: ({ count: n }) => ({
      happened: `${letters(n)} ${form(n, { one: 'traía algo que no se puede enviar, y se descartó', other: 'traían algo que no se puede enviar, y se descartaron' })}.`,
    }),
    badCertificates: ({ count: n }) => ({
      happened: `${letters(n)} con un certificado falso, vencido o ajeno se ${form(n, { one: 'rechazó', other: 'rechazaron' })}.`,
    }),
    undecipherable: ({ count: n }) => ({
      happened: `${letters(n)} no se ${form(n, { one: 'pudo', other: 'pudieron' })} abrir con ninguna llave tuya.`,
    }),
    strangers: ({ count: n }) => ({
      happened: `${letters(n)} de gente que no conoces en este dispositivo se ${form(n, { one: 'rechazó', other: 'rechazaron' })}.`,
      todo: 'si recuperaste tu cuenta, pide de nuevo a tus contactos que se conozcan: lo que escribieron vuelve a llegar.',
    }),
  },
  line: {
    steps: {
      starting: '@Telephone está iniciando Tor.',
      reaching: '@Telephone busca una entrada a la red de Tor.',
      greeting: '@Telephone acuerda llaves con el primer relevo.',
      listing: '@Telephone trae la lista de relevos.',
      joining: '@Telephone elige un camino por tres relevos.',
      publishing:
        'La red aprende dónde está el Operator de esta máquina: la primera vez, hasta tres minutos.',
    },
    troubles: {
      'no-progress': {
        happened: 'Tor no avanza.',
        kept: 'sigue intentando.',
        todo: 'si continúa así, puede que tu red bloquee Tor: usa puentes.',
      },
      'network-down': {
        happened: 'La red de Tor no responde.',
        kept: 'sigue intentando.',
        todo: 'revisa la conexión. Si todo lo demás funciona, puede que tu red bloquee Tor: usa puentes.',
      },
      'clock-skew': {
        happened: 'El reloj de esta máquina está mal, y Tor no funciona con un reloj equivocado.',
        kept: 'sigue intentando.',
        todo: 'ajusta el reloj.',
      },
    },
    failures: {
      'binary-missing': {
        happened: 'No se encontró el programa «tor», y sin Tor Comrad no se conecta a nada.',
        kept: 'todo.',
        todo: 'instálalo (apt install tor) y vuelve a iniciar Comrad.',
      },
      'configuration-refused': {
        happened: 'Tor rechazó su configuración.',
        kept: 'todo; no se envió nada por otro camino.',
        todo: 'si usas puentes, revisa sus líneas.',
      },
      'clock-skew': {
        happened: 'El reloj de esta máquina está mal, y Tor no funciona con un reloj equivocado.',
        kept: 'todo.',
        todo: 'ajusta el reloj.',
      },
      'network-down': {
        happened: 'La red de Tor no responde.',
        kept: 'todo; no se envió nada por otro camino.',
        todo: 'revisa la conexión. Si todo lo demás funciona, puede que tu red bloquee Tor: usa puentes.',
      },
      exited: {
        happened: 'Tor se cerró solo.',
        kept: 'todo; no se envió nada por otro camino.',
        todo: 'vuelve a empezar por sí mismo. Si sigue así: quizá otro Comrad usa esta carpeta; ciérralo.',
      },
      'operator-ended': {
        happened: 'El Operator de esta máquina se cerró solo.',
        kept: 'todo; lo que espera salir sigue esperando.',
        todo: 'vuelve a arrancar por sí mismo. Si sigue así, inicia Comrad de nuevo.',
      },
      stopped: { happened: 'Tor se detuvo.' },
    },
    alone: {
      happened:
        'Tor no pudo conectarse, así que tu Operator funciona solo para esta máquina: nadie de fuera puede unirse.',
      kept: 'todo lo que hagas aquí.',
      todo: 'revisa la conexión y el reloj, y vuelve a iniciar Comrad. Donde Tor está bloqueado, introduce antes puentes: se usan desde el próximo inicio.',
    },
  },

  sync: {
    'too-few-members': ({ members, minimum, asks }) => ({
      happened: `Leer todavía no sería anónimo: tu grupo tiene ${members} camaradas, y hacen falta al menos ${minimum}.`,
      kept: 'lo que ya se leyó.',
      todo:
        asks === 'device'
          ? `invita a más gente; sigue por sí solo. En una red que vaya a seguir pequeña, inicia Comrad con COMRAD_MINIMUM_MEMBERS=${members}: el Operador podrá entonces adivinar entre ${members}.`
          : 'invita a más gente; sigue por sí solo.',
    }),
    'old-anchor': {
      happened:
        'El Operador mostró un grupo viejo, en el que leer podría delatar quién eres: no se envió nada.',
      kept: 'lo que ya se leyó.',
      todo: 'mira la alarma en el estado; se intenta de nuevo mucho más tarde.',
    },
    'not-yet': {
      happened: 'Tu nombre todavía va en camino a los grupos que actúan juntos.',
      kept: 'lo que ya se leyó.',
      todo: 'espera unos segundos.',
    },
    'no-slot': {
      happened: 'Los boletos de hoy se acabaron.',
      kept: 'lo que ya se leyó.',
      todo: 'espera hasta la medianoche (UTC).',
    },
    failed: {
      happened: 'No se pudo hacer la prueba en este dispositivo.',
      kept: 'lo que ya se leyó.',
      todo: 'intenta de nuevo.',
    },
    halted: {
      happened: 'Una alarma acabó con la confianza en este Operador: la plaza ya no se lee.',
      kept: 'lo que ya se leyó.',
    },
    busy: {
      happened: 'El Operador tiene demasiado que hacer.',
      kept: 'lo que ya se leyó.',
      todo: 'espera; se intenta de nuevo por sí solo.',
    },
    protocol: ({ reason }) => ({
      happened: `La respuesta del Operador no tiene sentido (detalle técnico: ${reason}).`,
      kept: 'lo que ya se leyó.',
    }),
    offline: {
      happened: 'No hay conexión con la plaza.',
      kept: 'lo que ya se leyó.',
      todo: 'espera; se intenta de nuevo por sí solo.',
    },
  },
  refusedPosts: {
    'too-many-notes': {
      happened: 'No se publicó: cien publicaciones al día son el máximo.',
      kept: 'tu texto, aquí.',
      todo: 'publícalo mañana.',
    },
    'clock-refused': {
      happened: 'No se publicó: tu reloj va horas adelantado.',
      kept: 'tu texto, aquí.',
      todo: 'ajusta el reloj y publícalo otra vez.',
    },
    'parent-gone': {
      happened: 'No se publicó: aquello a lo que responde ya no está.',
      kept: 'tu texto, aquí.',
      todo: 'publícalo por separado.',
    },
    'too-late': {
      happened: 'No se publicó: habría vencido en el camino.',
      kept: 'tu texto, aquí.',
      todo: 'publícalo otra vez.',
    },
    refused: {
      happened: 'El Operador lo rechazó.',
      kept: 'tu texto, aquí.',
      todo: 'publícalo otra vez; si continúa así, pregunta a quien mantiene el Operador.',
    },
  },
  waitingPosts: {
    offline: { happened: 'No hay conexión.', kept: 'tu publicación; sale con la próxima.' },
    busy: {
      happened: 'El Operador todavía no la aceptó.',
      kept: 'tu publicación; se intenta otra vez sola.',
    },
    image: { happened: 'Primero va su imagen.', kept: 'tu publicación; la sigue sola.' },
    parent: {
      happened: 'Aquello a lo que responde todavía no está publicado.',
      kept: 'tu publicación; sale después, sola.',
    },
  },
  waitingImages: {
    offline: { happened: 'No hay conexión.', kept: 'la imagen; sale con la próxima.' },
    busy: {
      happened: 'Su imagen todavía no se pudo enviar.',
      kept: 'la imagen; se intenta otra vez sola.',
    },
    'too-few-members': {
      happened: 'Su imagen todavía no sería anónima: hay muy pocas personas registradas.',
      kept: 'la imagen; sale en cuanto haya más.',
      todo: 'invita a otras.',
    },
    'no-slot': {
      happened: 'Su imagen espera: ya se enviaron todas las que se pueden en un día.',
      kept: 'la imagen; sale mañana por sí sola.',
    },
    'old-anchor': {
      happened: 'El Operador mostró un grupo viejo, en el que podría encontrarte: su imagen no se envió.',
      kept: 'la imagen, aquí.',
      todo: 'lee la alarma.',
    },
    'wrong-clock': {
      happened: 'Su imagen espera: este reloj y el del Operador difieren en más de un día.',
      kept: 'la imagen, aquí.',
      todo: 'mira el reloj de este dispositivo.',
    },
    halted: {
      happened: 'Una alarma acabó con la confianza en este Operador: su imagen no se envía.',
      kept: 'la imagen, aquí.',
      todo: 'lee la alarma.',
    },
  },
  waitingVotes: {
    offline: { happened: 'No hay conexión.', kept: 'tu voto; se emite con la próxima.' },
    busy: {
      happened: 'Tu voto todavía no se pudo emitir.',
      kept: 'tu voto; se intenta otra vez solo.',
    },
    'too-few-members': {
      happened: 'Tu voto todavía no sería anónimo: hay muy pocas personas registradas.',
      kept: 'tu voto; se emite en cuanto haya más.',
      todo: 'invita a otras.',
    },
    'old-anchor': {
      happened: 'El Operador mostró un grupo viejo, en el que podría encontrarte: no se emitió nada.',
      kept: 'tu voto, aquí.',
      todo: 'lee la alarma.',
    },
    halted: {
      happened: 'Una alarma acabó con la confianza en este Operador: no se emite nada.',
      kept: 'tu voto, aquí.',
      todo: 'lee la alarma.',
    },
  },
  droppedBallot: {
    happened: 'El Operador dijo que tiene tu papeleta, y no la muestra entre las demás.',
    kept: 'tu voto; se emite otra vez.',
    todo: 'si sigue faltando, avisa a otras personas: este Operador tira papeletas.',
  },
  audit: {
    differs: ({ shown, counted }) => ({
      happened: `La cuenta mostrada (${shown.up} a favor, ${shown.down} en contra) no es la que dicen las papeletas (${counted.up} a favor, ${counted.down} en contra).`,
      todo: 'pide a otras personas que recuenten; un Operador que cuenta mal no merece confianza.',
    }),
    invalid: ({ count: n }) => ({
      happened: `${count(n, { one: 'papeleta es falsa', other: 'papeletas son falsas' })}: sus pruebas no se sostienen, o son de grupos que el registro nunca tuvo.`,
      todo: 'avisa a otras personas: un Operador honesto no acepta papeletas así.',
    }),
    missing: {
      happened: 'Falta tu propia papeleta, aunque el Operador dijo que la tiene.',
      todo: 'se emite otra vez; avisa a otras personas si sigue faltando.',
    },
    smallGroup: ({ members, size }) => ({
      happened: `Algunos votos son de un grupo de ${count(members, { one: 'integrante', other: 'integrantes' })} (el registro tenía entonces ${count(size, { one: 'nombre', other: 'nombres' })}): tan pocas personas no ocultan bien a nadie.`,
    }),
  },

  errors: {
    'already-registered': ({ name }) => ({
      happened: `Este dispositivo ya tiene una cuenta, a nombre de ${name}.`,
      todo: 'para otra cuenta usa otro dispositivo, o borra antes este.',
    }),
    busy: ({ retryAfterSeconds }) => ({
      happened: 'El Operador tiene demasiado que hacer en este momento.',
      kept: 'todo.',
      todo: `intenta de nuevo en ${Math.max(1, retryAfterSeconds)} s.`,
    }),
    protocol: ({ reason }) => ({
      happened: `La respuesta del Operador no tiene sentido (detalle técnico: ${reason}).`,
      kept: 'todo.',
      todo: 'intenta de nuevo; si continúa así, el Operador falla o tiene otra versión de Comrad.',
    }),
    'store-too-new': ({ version, supported }) => ({
      happened: `Tu almacén lo escribió un Comrad más nuevo (versión ${version}; este conoce la ${supported}).`,
      kept: 'el almacén, intacto.',
      todo: 'usa el Comrad más nuevo.',
    }),
    damaged: ({ part }) => ({
      happened: `${part === 'header' ? 'El archivo de cabecera' : 'La base de datos'} de tu almacén tiene daños.`,
      kept: 'los archivos, intactos.',
      todo: 'tráelos de una copia, o recupera tu cuenta con sus 24 palabras en otro dispositivo.',
    }),
    'bridge-line': ({ line }) => ({
      happened: `La línea ${line} no es un puente.`,
      kept: 'los puentes que había antes.',
      todo: 'copia otra vez la línea completa: una dirección y un puerto, con obfs4 o snowflake delante y lo que le corresponde detrás.',
    }),
    'bridge-program-missing': ({ transport }) => ({
      happened: `Los puentes de tipo ${transport} necesitan un programa que no está en esta máquina.`,
      kept: 'los puentes que había antes.',
      todo: 'instálalo (apt install obfs4proxy o snowflake-client), o usa puentes de otro tipo.',
    }),
    'no-tor': {
      happened: 'Este Operador está en esta máquina: no se usa Tor, y los puentes no sirven.',
      kept: 'todo como estaba.',
    },
    'name-taken': {
      happened: 'Otra persona tiene ese nombre, para siempre.',
      kept: 'tus llaves.',
      todo: 'elige otro nombre.',
    },
    'account-exists': {
      happened: 'Este dispositivo ya tiene una cuenta.',
      kept: 'la cuenta, intacta.',
      todo: 'para otra cuenta usa otro dispositivo, o borra antes este.',
    },
    'no-such-account': {
      happened: 'Ningún nombre en el registro de este Operador tiene las llaves de estas 24 palabras.',
      todo: 'revisa cada palabra, y que este sea el Operador de esa cuenta.',
    },
    'not-registered': {
      happened: 'Todavía no tienes nombre con este Operador.',
      todo: 'registra uno antes.',
    },
    yourself: { happened: 'Esa persona eres tú.' },
    'unknown-name': {
      happened: 'Nadie con ese nombre está en el registro.',
      todo: 'pregúntale cómo se escribe; un nombre nuevo aparece en unos segundos.',
    },
    'greeting-invalid': {
      happened: 'El saludo es demasiado largo, o tiene caracteres que no se pueden enviar.',
      kept: 'no se envió nada.',
      todo: 'usa 200 caracteres como máximo, en una línea o en varias.',
    },
    'already-met': { happened: 'Ya se conocen.', todo: 'escríbele.' },
    'no-request': { happened: 'Nadie con ese nombre ha pedido conocerte.' },
    'unknown-contact': {
      happened: 'No conoces a nadie con ese nombre.',
      todo: 'pide antes conocerse.',
    },
    'not-met': {
      happened: 'Solo puedes escribir a personas que ya conoces.',
      kept: 'no se envió nada.',
      todo: 'pide antes conocerse.',
    },
    blocked: {
      happened: 'Bloqueaste a esa persona.',
      kept: 'no se envió nada.',
      todo: 'quita antes el bloqueo.',
    },
    'expiry-invalid': {
      happened: 'Una publicación desaparece en 1 a 30 días.',
      kept: 'no se publicó nada.',
      todo: 'elige un número de días entre esos.',
    },
    'unknown-post': {
      happened: 'Esa publicación no está en este dispositivo.',
      todo: 'mira la plaza; lo que se borró o venció ya no está.',
    },
    'ambiguous-post': {
      happened: 'Más de una publicación empieza así.',
      todo: 'da más de sus letras y cifras.',
    },
    expired: { happened: 'Esa publicación ya venció.', kept: 'nada de ella.' },
    'other-audience': {
      happened: 'Una respuesta va adonde fue lo que responde: al mundo, o a las personas de confianza.',
      kept: 'no se publicó nada.',
    },
    'nobody-trusted': {
      happened: 'Todavía no confías en nadie, así que nadie lo vería.',
      kept: 'no se publicó nada.',
      todo: 'confía en alguien que ya conoces.',
    },
    'not-yours': { happened: 'Esa publicación no es tuya.', kept: 'la publicación, intacta.' },
    'not-public': {
      happened: 'Solo se vota lo que se publica para el mundo.',
      kept: 'no se cambió nada.',
    },
    'not-in-feed': {
      happened: 'Esa publicación todavía no está en la plaza, así que nadie votó sobre ella.',
      todo: 'espera a que se publique y recuenta entonces.',
    },
    'no-image': { happened: 'No hay imagen.' },
    'image-gone': {
      happened: 'La imagen ya no está, o no es la que se prometió.',
      kept: 'las palabras que la acompañan.',
    },
    'timer-invalid': {
      happened: 'Los mensajes desaparecen en un minuto como mínimo y en cuatro semanas como máximo.',
      kept: 'el plazo, como estaba.',
      todo: 'di off, o algo como 5m, 1h, 1d, 4w.',
    },
    'no-operator': {
      happened: 'Aquí no hay un Operador con el que empezar.',
      kept: 'lo que se ha hecho hasta ahora, con tu contraseña.',
      todo: 'mira por qué no pudo empezar, arréglalo y vuelve a abrir Comrad.',
    },
    'passphrase-too-short': {
      happened: 'Una contraseña tiene al menos 8 caracteres.',
      kept: 'todo como estaba.',
      todo: 'cuatro palabras o más son mejores.',
    },
    'passphrase-same': {
      happened: 'Esa es la contraseña que abre Comrad.',
      kept: 'todo como estaba.',
      todo: 'elige otra para borrar.',
    },
    'backup-damaged': {
      happened: 'Ese archivo no es una copia de Comrad, o tiene daños.',
      kept: 'todo lo que hay aquí.',
      todo: 'elige otro ejemplar de la copia.',
    },
    'backup-unreadable': { happened: 'No se puede leer ese archivo.', todo: 'revisa dónde está.' },
    'backup-unwritable': {
      happened: 'No se puede escribir la copia ahí.',
      todo: 'elige un lugar donde puedas escribir y un nombre que no esté usado.',
    },
    'too-late': { happened: 'La carta ya salió.' },
    'under-way': {
      happened: 'Esa carta está en camino, o ya llegó.',
      kept: 'la carta; no se envió nada por segunda vez.',
    },
    'own-image-gone': {
      happened: 'La imagen de esa carta ya no está en este dispositivo.',
      kept: 'su texto, en la conversación; no se envió nada.',
      todo: 'escríbela de nuevo y vuelve a elegir la imagen.',
    },
    'unknown-letter': { happened: 'No existe esa carta.' },
    offline: {
      happened: 'El Operador no responde.',
      kept: 'todo; lo que espera para enviarse sale con la próxima conexión.',
      todo: 'intenta de nuevo; por Tor una conexión puede tardar medio minuto.',
    },
    'wrong-operator': {
      happened: 'Quien respondió no es el Operador de esa dirección: no pudo probar su llave.',
      kept: 'todo; no se le envió nada.',
      todo: 'compara la dirección con quien mantiene el Operador.',
    },
    halted: {
      happened: 'Una alarma acabó con la confianza en este Operador: no se envía ni se recoge nada.',
      kept: 'todo lo que hay en este dispositivo.',
      todo: 'lee la alarma en el estado.',
    },
    stopped: {
      happened: 'Se detuvo antes de terminar.',
      kept: 'todo.',
      todo: 'hazlo otra vez.',
    },
    'storage-full': {
      happened: 'El disco está lleno.',
      kept: 'todo lo que había antes.',
      todo: 'haz lugar y hazlo otra vez.',
    },
    'storage-failed': {
      happened: 'No se puede escribir en el disco, o no se puede leer.',
      kept: 'todo lo que había antes, hasta donde el disco lo conserve.',
      todo: 'revisa el disco y los permisos de los archivos.',
    },
    'not-found': {
      happened: 'Todavía no hay una cuenta en este dispositivo.',
      todo: 'registra un nombre, o recupera tu cuenta con sus 24 palabras.',
    },
    'wrong-passphrase': {
      happened: 'Esa no es la contraseña.',
      kept: 'todo, bajo llave.',
      todo: 'intenta de nuevo. Sin la contraseña, solo las 24 palabras devuelven la cuenta.',
    },
    'store-in-use': {
      happened: 'Comrad ya está abierto, en otra ventana o por otro comando.',
      kept: 'todo.',
      todo: 'usa ese, o ciérralo primero.',
    },
    exists: {
      happened: 'Este dispositivo ya tiene una cuenta.',
      kept: 'la cuenta, intacta.',
      todo: 'para otra cuenta usa otro dispositivo, o borra antes este.',
    },
  },
  names: {
    length: { happened: 'Un nombre tiene de 3 a 30 caracteres.', todo: 'elige otro.' },
    characters: {
      happened: 'Un nombre se hace con a a z, 0 a 9, _ y -, y empieza con una letra.',
      todo: 'elige otro.',
    },
    reserved: {
      happened: 'Ese nombre es del propio elenco de Comrad, o suena como si lo fuera.',
      todo: 'elige otro.',
    },
  },
  texts: {
    empty: { happened: 'No hay texto ni imagen.', todo: 'escribe algo.' },
    'too-long': {
      happened: 'Eso pasa de los 1000 caracteres.',
      kept: 'no se envió nada.',
      todo: 'acórtala, o envía dos.',
    },
    characters: {
      happened: 'Eso tiene caracteres de control, o mitades de caracteres.',
      kept: 'no se envió nada.',
      todo: 'quítalos.',
    },
  },
  images: {
    'not-an-image': {
      happened: 'Ese archivo no es una imagen.',
      kept: 'tu texto.',
      todo: 'elige un JPEG, PNG o WebP.',
    },
    unsupported: {
      happened: 'Las imágenes de ese tipo no se pueden enviar.',
      kept: 'tu texto.',
      todo: 'guárdala antes como JPEG, PNG o WebP.',
    },
    truncated: {
      happened: 'La imagen no está completa.',
      kept: 'tu texto.',
      todo: 'cópiala otra vez de donde vino.',
    },
    'too-large': {
      happened: 'El archivo es demasiado grande.',
      kept: 'tu texto.',
      todo: 'elige uno de 30 MB como máximo.',
    },
    'too-many-pixels': {
      happened: 'La imagen tiene demasiados píxeles.',
      kept: 'tu texto.',
      todo: 'redúcela antes: 50 megapíxeles como máximo.',
    },
    timeout: {
      happened: 'La imagen tardó demasiado en leerse.',
      kept: 'tu texto.',
      todo: 'redúcela antes.',
    },
    failed: { happened: 'No se pudo leer la imagen.', kept: 'tu texto.', todo: 'prueba con otra.' },
    busy: {
      happened: 'Ya hay demasiadas imágenes esperando.',
      kept: 'tu texto.',
      todo: 'intenta de nuevo en un momento.',
    },
  },
  phrases: {
    'word-count': {
      happened: 'Una frase de recuperación tiene exactamente 24 palabras.',
      todo: 'escríbelas todas, en orden.',
    },
    'unknown-word': ({ number }) => ({
      happened: `La palabra ${number} no es de ninguna frase de recuperación.`,
      todo: 'revisa cómo se escribe.',
    }),
    checksum: {
      happened: 'Cada palabra existe, pero no van juntas.',
      todo: 'revisa el orden, y si alguna se confundió con otra.',
    },
  },
  weakPassphrase: {
    happened: 'Quien tenga este dispositivo podría adivinar esta contraseña.',
    todo: 'usa cuatro palabras o más que no tengan que ver entre sí.',
  },
  desk: {
    'house-closed': {
      happened: 'Comrad está cerrado con llave.',
      kept: 'todo.',
      todo: 'ábrelo con tu contraseña.',
    },
    'malformed-call': {
      happened: 'La ventana pidió algo que no existe.',
      kept: 'todo.',
    },
    fault: {
      happened: 'Algo en Comrad se rompió mientras lo hacía.',
      kept: 'lo que ya estaba guardado.',
      todo: 'intenta de nuevo; si vuelve a pasar, cuenta a quienes construyen Comrad qué hiciste.',
    },
    'call-too-long': {
      happened: 'Esto es más de lo que cabe de una vez entre la ventana y Comrad.',
      kept: 'todo.',
    },
    'file-too-large': { happened: 'Aquí no cabe un archivo tan grande.', kept: 'todo.' },
    'file-gone': { happened: 'El archivo ya no está aquí.', todo: 'elígelo otra vez.' },
  },
}
