import java.io.*;
import java.lang.reflect.Proxy;
import java.util.*;
import java.util.stream.*;
import org.javarosa.core.model.*;
import org.javarosa.core.model.data.*;
import org.javarosa.core.model.instance.*;
import org.javarosa.form.api.*;
import org.javarosa.core.services.*;
import org.javarosa.core.model.CoreModelModule;
import org.javarosa.core.util.JavaRosaCoreModule;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.model.xform.XFormSerializingVisitor;
import org.javarosa.xform.util.*;

/** Fills forms as ODK Collect does. Each block of standard input, ended by an empty line, is one filling: first
 *  « # file of the form », then « path TAB answer », « path TAB n » for a repeat, « - TAB path » for a repeat to take
 *  away; a line « -- » begins another walk through the same answer. Prints, a line each, what happened:
 *  « > answer TAB path TAB text », « > add TAB path », « > remove TAB path », then, on a last walk, « ? path TAB label
 *  TAB value=label… » for each question, « ! path TAB code » for each answer refused (1 required, 2 constraint),
 *  « = path TAB shown TAB text » for each leaf, « < » and the answer as it is sent, « ~ path TAB shown TAB text » for
 *  each leaf that changes when every answer is given once more; « X » and why, if the form fails. */
public class Fill {
    final FormDef form;
    final FormEntryModel model;
    final FormEntryController controller;
    final PrintStream out;

    public static void main(String[] args) throws Exception {
        PrototypeManager.registerPrototypes(JavaRosaCoreModule.classNames);
        PrototypeManager.registerPrototypes(CoreModelModule.classNames);
        new XFormsModule().registerModule();
        PropertyManager.setPropertyManager((IPropertyManager) Proxy.newProxyInstance(
            Fill.class.getClassLoader(), new Class<?>[] {IPropertyManager.class},
            (proxy, method, values) -> method.getName().equals("getSingularProperty") ? "given " + values[0] : null));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, "UTF-8");
        List<String> block = new ArrayList<>();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (!line.isEmpty()) {
                block.add(line);
                continue;
            }
            try {
                new Fill(block.get(0).substring(2), out).follow(block.subList(1, block.size()));
            } catch (Exception error) {
                out.println("X " + String.valueOf(error.getMessage()).replace("\n", " "));
            }
            block.clear();
            out.println();
            out.flush();
        }
    }

    Fill(String file, PrintStream out) throws Exception {
        this.out = out;
        form = XFormUtils.getFormFromInputStream(new FileInputStream(file));
        form.initialize(true, new InstanceInitializationFactory());
        model = new FormEntryModel(form);
        controller = new FormEntryController(model);
    }

    void follow(List<String> lines) throws Exception {
        Map<String, String> answers = new HashMap<>();
        for (String line : lines) {
            String[] parts = line.split("\t", 2);
            if (line.equals("--")) {
                walk(answers, false);
                answers.clear();
            } else if (parts[0].equals("-")) {
                remove(parts[1]);
            } else {
                answers.put(parts[0], parts[1].replace("\\n", "\n"));
            }
        }
        walk(answers, false);
        walk(Map.of(), true);
        form.postProcessInstance();
        Set<String> leaves = new LinkedHashSet<>();
        gather(form.getMainInstance().getRoot(), true, leaves);
        for (String leaf : leaves) out.println("= " + leaf);
        byte[] xml = new XFormSerializingVisitor().serializeInstance(form.getMainInstance());
        out.println("< " + new String(xml, "UTF-8").replace("\n", "\\n"));
        again();
        again();
        Set<String> fresh = new LinkedHashSet<>();
        gather(form.getMainInstance().getRoot(), true, fresh);
        for (String leaf : fresh) if (!leaves.contains(leaf)) out.println("~ " + leaf);
    }

    /** Gives each answer once more, as Collect does when one swipes through: what had not followed follows. */
    void again() throws Exception {
        controller.jumpToIndex(FormIndex.createBeginningOfFormIndex());
        for (int event = controller.stepToNextEvent(); event != FormEntryController.EVENT_END_OF_FORM;
                event = controller.stepToNextEvent()) {
            if (event != FormEntryController.EVENT_QUESTION) continue;
            FormEntryPrompt prompt = model.getQuestionPrompt();
            if (isSelect(prompt)) prompt.getSelectChoices();
            form.setValue(prompt.getAnswerValue(), prompt.getIndex().getReference(), true);
        }
    }

    void walk(Map<String, String> answers, boolean last) throws Exception {
        controller.jumpToIndex(FormIndex.createBeginningOfFormIndex());
        for (int event = controller.stepToNextEvent(); event != FormEntryController.EVENT_END_OF_FORM;
                event = controller.stepToNextEvent()) {
            TreeReference ref = model.getFormIndex().getReference();
            String path = path(ref);
            if (event == FormEntryController.EVENT_PROMPT_NEW_REPEAT) {
                String generic = path.replaceAll("\\[\\d+\\]$", "");
                int have = ref.getMultiplicity(ref.size() - 1) + 1;
                if (!last && have <= Integer.parseInt(answers.getOrDefault(generic, "0"))) {
                    controller.newRepeat();
                    out.println("> add\t" + generic);
                }
            } else if (event == FormEntryController.EVENT_QUESTION) {
                FormEntryPrompt prompt = model.getQuestionPrompt();
                if (last) look(prompt, path);
                else if (answers.containsKey(path) && !prompt.isReadOnly()) give(prompt, path, answers.get(path));
            }
        }
    }

    void give(FormEntryPrompt prompt, String path, String text) throws Exception {
        if (isSelect(prompt)) {
            Set<String> offered = prompt.getSelectChoices().stream().map(SelectChoice::getValue)
                .collect(Collectors.toSet());
            text = Arrays.stream(text.split(" ")).filter(offered::contains).collect(Collectors.joining(" "));
        }
        IAnswerData data = text.isEmpty() ? null : XFormAnswerDataParser.getAnswerData(
            text, prompt.getDataType(), prompt.getQuestion());
        if (controller.answerQuestion(model.getFormIndex(), data, true) != FormEntryController.ANSWER_OK)
            form.setValue(data, prompt.getIndex().getReference(), true);
        out.println("> answer\t" + path + "\t" + text.replace("\n", "\\n"));
    }

    void look(FormEntryPrompt prompt, String path) throws Exception {
        List<String> offered = new ArrayList<>();
        if (isSelect(prompt))
            for (SelectChoice choice : prompt.getSelectChoices())
                offered.add(choice.getValue() + "=" + prompt.getSelectChoiceText(choice));
        out.println(("? " + path + "\t" + prompt.getQuestionText() + "\t" + String.join("|", offered))
            .replace("\n", "\\n"));
        IAnswerData data = prompt.getAnswerValue();
        boolean refused = data == null ? prompt.isRequired()
            : !form.evaluateConstraint(model.getFormIndex().getReference(), data);
        if (refused) out.println("! " + path + "\t" + (data == null ? 1 : 2));
    }

    static boolean isSelect(FormEntryPrompt prompt) {
        int kind = prompt.getControlType();
        return kind == Constants.CONTROL_SELECT_ONE || kind == Constants.CONTROL_SELECT_MULTI
            || kind == Constants.CONTROL_RANK;
    }

    void remove(String wanted) throws Exception {
        controller.jumpToIndex(FormIndex.createBeginningOfFormIndex());
        for (int event = controller.stepToNextEvent(); event != FormEntryController.EVENT_END_OF_FORM;
                event = controller.stepToNextEvent()) {
            if (event == FormEntryController.EVENT_REPEAT && path(model.getFormIndex().getReference()).equals(wanted)) {
                controller.deleteRepeat(model.getFormIndex());
                out.println("> remove\t" + wanted);
                return;
            }
        }
    }

    static void gather(TreeElement node, boolean relevant, Set<String> leaves) {
        if (node.getMult() == TreeReference.INDEX_TEMPLATE) return;
        boolean here = relevant && node.isRelevant();
        for (int rank = 0; rank < node.getNumChildren(); rank++) gather(node.getChildAt(rank), here, leaves);
        if (node.getNumChildren() > 0) return;
        IAnswerData data = node.getValue();
        String text = data == null ? "" : data.uncast().getString();
        leaves.add(path(node.getRef()) + "\t" + (here ? 1 : 0) + "\t" + text.replace("\n", "\\n"));
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
