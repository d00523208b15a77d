import java.io.*;
import java.util.*;
import org.javarosa.core.model.*;
import org.javarosa.core.model.data.*;
import org.javarosa.core.model.instance.*;
import org.javarosa.form.api.*;
import org.javarosa.core.services.PrototypeManager;
import org.javarosa.core.model.CoreModelModule;
import org.javarosa.core.util.JavaRosaCoreModule;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.util.*;

/** Fills a form as ODK Collect does. Each block of standard input, ended by an empty line, is one filling: lines
 *  « path TAB answer », or « path TAB n » for a repeat. Prints « path TAB relevant TAB value » for each leaf, then
 *  « ! path code » for each answer refused (1: required, 2: constraint), then an empty line. */
public class Fill {
    public static void main(String[] args) throws Exception {
        PrototypeManager.registerPrototypes(JavaRosaCoreModule.classNames);
        PrototypeManager.registerPrototypes(CoreModelModule.classNames);
        new XFormsModule().registerModule();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, "UTF-8");
        Map<String, String> answers = new HashMap<>();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (!line.isEmpty()) {
                int tab = line.indexOf('\t');
                answers.put(line.substring(0, tab), line.substring(tab + 1).replace("\\n", "\n"));
                continue;
            }
            fill(args[0], answers, out);
            answers.clear();
            out.println();
            out.flush();
        }
    }

    static void fill(String file, Map<String, String> answers, PrintStream out) throws Exception {
        FormDef form = XFormUtils.getFormFromInputStream(new FileInputStream(file));
        form.initialize(true, new InstanceInitializationFactory());
        FormEntryModel model = new FormEntryModel(form);
        FormEntryController controller = new FormEntryController(model);
        List<String> refused = new ArrayList<>();
        controller.jumpToIndex(FormIndex.createBeginningOfFormIndex());
        for (int event = controller.stepToNextEvent(); event != FormEntryController.EVENT_END_OF_FORM;
                event = controller.stepToNextEvent()) {
            String path = path(model.getFormIndex().getReference());
            if (event == FormEntryController.EVENT_PROMPT_NEW_REPEAT) {
                TreeReference ref = model.getFormIndex().getReference();
                String wanted = answers.get(path.replaceAll("\\[\\d+\\]$", ""));
                int have = ref.getMultiplicity(ref.size() - 1) + 1;
                if (wanted != null && have <= Integer.parseInt(wanted)) controller.newRepeat();
            } else if (event == FormEntryController.EVENT_QUESTION && answers.containsKey(path)) {
                FormEntryPrompt prompt = model.getQuestionPrompt();
                if (prompt.isReadOnly()) continue;
                IAnswerData data = XFormAnswerDataParser.getAnswerData(
                    answers.get(path), prompt.getDataType(), prompt.getQuestion());
                int code = controller.answerQuestion(model.getFormIndex(), data, true);
                if (code != FormEntryController.ANSWER_OK) {
                    refused.add("! " + path + "\t" + (code == FormEntryController.ANSWER_CONSTRAINT_VIOLATED ? 2 : 1));
                    form.setValue(data, prompt.getIndex().getReference(), true);
                }
            }
        }
        print(form.getMainInstance().getRoot(), out, true);
        for (String line : refused) out.println(line);
    }

    static void print(TreeElement node, PrintStream out, boolean relevant) {
        boolean here = relevant && node.isRelevant();
        if (node.getNumChildren() == 0) {
            if (node.getMult() == TreeReference.INDEX_TEMPLATE) return;
            IAnswerData data = node.getValue();
            String written = data == null ? "" : data.uncast().getString();
            out.println(path(node.getRef()) + "\t" + (here ? 1 : 0) + "\t"
                + written.replace("\n", "\\n"));
            return;
        }
        if (node.getMult() == TreeReference.INDEX_TEMPLATE) return;
        for (int rank = 0; rank < node.getNumChildren(); rank++) print(node.getChildAt(rank), out, here);
    }

    static String path(TreeReference ref) {
        StringBuilder path = new StringBuilder();
        for (int rank = 0; rank < ref.size(); rank++) {
            path.append('/').append(ref.getName(rank));
            int mult = ref.getMultiplicity(rank);
            if (mult > 0) path.append('[').append(mult + 1).append(']');
        }
        return path.toString();
    }
}
