package io.settee.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.shell.Activity.Interrupt;
import org.junit.jupiter.api.Test;

/** When an interrupt is sent. */
class ActivityTest {
    private final Activity activity = new Activity();

    @Test
    void sendsNoInterruptAtThePrompt() {
        assertThat(activity.atPrompt()).isTrue();
        assertThat(activity.interrupt()).isEqualTo(Interrupt.NONE);
        activity.entered();
        assertThat(activity.begins()).isTrue();
    }

    @Test
    void sendsOneForWhatIsEvaluatedAndOffersMoreAfterwards() {
        activity.atPrompt();
        activity.entered();
        activity.begins();
        assertThat(activity.interrupt()).isEqualTo(Interrupt.SEND);
        assertThat(activity.interrupt()).isEqualTo(Interrupt.MENU);
        activity.atPrompt();
        assertThat(activity.interrupt()).isEqualTo(Interrupt.NONE);
    }

    @Test
    void withdrawsACommandThatTheShellDoesNotHaveYet() {
        activity.atPrompt();
        activity.entered();
        assertThat(activity.interrupt()).isEqualTo(Interrupt.NONE);
        activity.entered();
        assertThat(activity.begins()).isFalse();
        assertThat(activity.atPrompt()).isFalse();
        assertThat(activity.atPrompt()).isTrue();
    }

    @Test
    void offersMoreWhenTheNodeDoesNotAnswerAtAll() {
        activity.atPrompt();
        activity.entered();
        activity.interrupt();
        assertThat(activity.isBusy()).isTrue();
        assertThat(activity.interrupt()).isEqualTo(Interrupt.MENU);
    }
}
