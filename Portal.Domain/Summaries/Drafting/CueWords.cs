namespace Portal.Domain.Summaries.Drafting;

/// <summary>
/// The words and phrases that hint at what a sentence is about, as data: English and Spanish, in the form of <see cref="Sentences.Fold"/> (lower case, no
/// marks, apostrophes left out). A word that ends in <c>*</c> stands for all that begin with it. They decide only where a sentence is put; the sentence itself stays the writer's.
/// </summary>
internal static class CueWords
{
    public static readonly IReadOnlyDictionary<Cue, string[]> English = new Dictionary<Cue, string[]>
    {
        [Cue.Question] =
        [
            "can i", "may i", "could i", "should i", "shall i", "do i", "must i", "is it ok", "is it safe", "is it normal", "is that normal", "could you", "can you", "would you",
            "what should", "what do i", "when should", "when can", "how long", "how often", "how much", "how many", "i wonder", "i was wondering", "please tell me", "let me know if",
        ],
        [Cue.Symptom] =
        [
            "pain*", "ache*", "aching", "hurt*", "sore*", "swell*", "swollen", "rash*", "itch*", "fever*", "temperature", "chill*", "cough*", "breathless*", "short of breath",
            "shortness of breath", "wheez*", "dizz*", "faint*", "nause*", "vomit*", "sick", "diarrh*", "constipat*", "bleed*", "blood", "bruis*", "tired*", "fatigue*", "weak*", "numb*",
            "tingl*", "headache*", "migraine*", "palpitation*", "heartbeat", "cramp*", "burning", "blister*", "redness", "infect*", "pus", "discharge", "sleep*", "insomnia", "anxi*",
            "depress*", "sad", "panic*", "thirst*", "appetite", "weight", "blood pressure", "blood sugar", "glucose", "side effect*", "allerg*", "worse", "better", "improv*", "symptom*", "wound*", "fell",
        ],
        [Cue.Medication] =
        [
            "tablet*", "pill*", "capsule*", "dose*", "dosage", "medication*", "medicine*", "prescription*", "prescrib*", "refill*", "antibiotic*", "inhaler*", "injection*", "insulin",
            "cream", "ointment", "drops", "syrup", "vaccine*", "painkiller*", "statin*", "once a day", "twice a day", "once daily", "twice daily", "aspirin", "ibuprofen", "paracetamol",
            "acetaminophen", "tylenol", "advil", "warfarin", "apixaban", "rivaroxaban", "amoxicillin", "penicillin", "metformin", "levothyroxine", "omeprazole", "pantoprazole", "salbutamol", "albuterol",
            "prednisone", "prednisolone", "furosemide", "hydrochlorothiazide", "sertraline", "fluoxetine", "citalopram", "gabapentin", "tramadol", "codeine", "morphine", "oxycodone", "semaglutide",
        ],
        [Cue.Assessment] =
        [
            "looks like", "look like", "seems to be", "appears to be", "i think", "we think", "most likely", "likely", "probably", "consistent with", "suggest*", "diagnos*", "caused by",
            "side effect of", "result of", "results show", "results are", "test was", "is normal", "are normal", "no sign of", "no signs of", "is not dangerous", "nothing to worry", "is healing", "well controlled",
        ],
        [Cue.Plan] =
        [
            "please take", "take", "start", "stop", "continue", "keep taking", "increase", "decrease", "reduce", "switch", "change to", "apply", "avoid", "rest", "drink", "elevate", "i will",
            "we will", "well send", "ill send", "i have sent", "i have ordered", "i have prescribed", "i am sending", "i am ordering", "we are going to", "lets", "refer*", "x ray", "xray", "blood test*",
            "lab test*", "ultrasound", "scan", "measure", "write down", "do not", "dont", "please do", "please send", "please measure", "please check", "you should", "you can", "you need to", "i recommend", "we recommend",
        ],
        [Cue.FollowUp] =
        [
            "follow up", "followup", "check in with", "checkup", "check up", "recheck", "come back", "see you", "next visit", "next week", "next month", "in a week", "in two weeks", "in 2 weeks", "in a month",
            "in three days", "in 3 days", "appointment", "schedule", "book", "call us", "call me", "write to us", "write again", "message us", "message me", "let us know", "let me know", "if it gets worse", "if you get worse",
            "gets worse", "emergency", "call 911", "call 112", "go to the er", "return if", "tomorrow", "review",
        ],
        [Cue.Agreement] =
        [
            "yes", "ok", "okay", "sure", "agreed", "i agree", "i will", "ill do", "will do", "sounds good", "that works", "works for me", "understood", "i understand", "got it", "alright", "all right", "fine", "perfect",
        ],
        [Cue.Courtesy] =
        [
            "hello", "hi", "dear", "good morning", "good afternoon", "good evening", "thanks", "thank you", "best regards", "kind regards", "regards", "bye", "sorry to", "you are welcome", "youre welcome", "have a nice", "take care",
        ],
    };

    public static readonly IReadOnlyDictionary<Cue, string[]> Spanish = new Dictionary<Cue, string[]>
    {
        [Cue.Question] =
        [
            "puedo", "podria", "debo", "deberia", "tengo que", "hace falta", "es normal", "es seguro", "es peligroso", "que hago", "que debo", "cuando puedo", "cuando debo", "cuanto tiempo", "cuantas veces",
            "cada cuanto", "me puede decir", "me podria", "pueden", "quisiera saber", "queria saber", "no se si",
        ],
        [Cue.Symptom] =
        [
            "dolor*", "duele*", "dolia*", "molest*", "hincha*", "inflam*", "sarpullido", "erupcion*", "pica", "picazon", "picor*", "comezon", "fiebre", "temperatura", "escalofrio*", "tos", "tose*", "toso", "falta de aire",
            "me falta el aire", "ahog*", "respirar", "mareo*", "mareada", "mareado", "desmay*", "nausea*", "vomit*", "diarrea", "estrenimiento", "sangr*", "moreton*", "cansad*", "cansancio", "fatiga",
            "debil*", "hormigueo", "entumec*", "cabeza", "migrana", "palpitacion*", "calambre*", "ardor", "arde", "ampolla*", "enrojec*", "roja", "rojo", "infecc*", "pus", "dormir", "insomnio", "ansiedad", "ansios*", "triste*",
            "deprim*", "sed", "apetito", "peso", "presion", "tension", "azucar", "glucosa", "efecto secundario", "efectos secundarios", "alergi*", "peor", "mejor", "sintoma*", "herida*",
        ],
        [Cue.Medication] =
        [
            "pastilla*", "tableta*", "comprimido*", "capsula*", "dosis", "medicamento*", "medicina*", "medicacion", "receta*", "antibiotico*", "inhalador*", "inyeccion*", "insulina", "crema", "pomada", "gotas", "jarabe", "vacuna*",
            "analgesico*", "una vez al dia", "dos veces al dia", "aspirina", "ibuprofeno", "paracetamol", "acetaminofen", "warfarina", "amoxicilina", "penicilina", "metformina", "levotiroxina", "omeprazol", "pantoprazol", "salbutamol",
            "prednisona", "furosemida", "hidroclorotiazida", "sertralina", "fluoxetina", "gabapentina", "tramadol", "codeina", "morfina",
        ],
        [Cue.Assessment] =
        [
            "parece", "creo que", "creemos que", "probablemente", "lo mas probable", "compatible con", "sugiere*", "diagnostic*", "causado por", "causada por", "debido a", "los resultados", "el resultado", "es normal", "son normales",
            "no hay signos", "no es peligroso", "no es grave", "bien controlad*", "esta sanando",
        ],
        [Cue.Plan] =
        [
            "tome", "toma", "tomar", "empiece", "empezar", "comience", "deje de", "dejar de", "suspenda", "siga", "continue", "continuar", "aumente", "aumentar", "reduzca", "reducir", "disminuya", "cambie", "aplique", "evite", "evitar",
            "descanse", "reposo", "beba", "eleve", "voy a", "vamos a", "le envio", "le enviare", "le receto", "le mando", "he enviado", "he pedido", "he recetado", "derivar", "analisis", "radiografia", "ecografia", "mida",
            "anote", "no tome", "debe", "deberia", "puede", "le recomiendo", "recomendamos", "es mejor que",
        ],
        [Cue.FollowUp] =
        [
            "seguimiento", "control en", "revision", "revisar", "vuelva", "volver a", "nos vemos", "proxima visita", "proxima semana", "semana que viene", "proximo mes", "en una semana", "en dos semanas", "en 2 semanas", "en un mes",
            "en tres dias", "en 3 dias", "cita", "llamenos", "llameme", "escribanos", "escribame", "aviseme", "avisenos", "si empeora", "urgencias", "llame al", "manana",
        ],
        [Cue.Agreement] =
            ["si", "vale", "de acuerdo", "claro", "entendido", "entiendo", "asi lo hare", "lo hare", "lo haremos", "perfecto", "muy bien", "esta bien", "conforme", "okey"],
        [Cue.Courtesy] =
        [
            "hola", "buenos dias", "buenas tardes", "buenas noches", "estimada", "estimado", "gracias", "muchas gracias", "saludos", "un saludo", "adios", "cuidese", "de nada", "perdone", "disculpe",
        ],
    };
}
