<?php
/**
 * Plugin Name: Nashir
 * Description: Makes a draft in Nashir of each post when it is published here.
 * Version: 1.0
 * Requires at least: 5.6
 * Requires PHP: 7.4
 * License: MIT
 *
 * In wp-config.php:
 *
 *     define('NASHIR_URL', 'https://desk.example.org');
 *     define('NASHIR_TOKEN', 'nashir_…');
 */

defined('ABSPATH') || exit;

const NASHIR_EVENT = 'nashir_make_draft';

/** Seconds before each further try; after the last one it is given up, and the post says so. */
const NASHIR_WAITS = [60, 300, 1800, 7200, 21600];

add_action('transition_post_status', 'nashir_on_transition', 10, 3);
add_action(NASHIR_EVENT, 'nashir_make_draft', 10, 2);
add_action('post_submitbox_misc_actions', 'nashir_show');

/** Note that a draft is wanted; nothing is sent while somebody waits for the post to be saved. */
function nashir_on_transition(string $new, string $old, WP_Post $post): void {
    if ($new !== 'publish' || $old === 'publish' || $post->post_type !== 'post') {
        return;
    }
    if (!wp_next_scheduled(NASHIR_EVENT, [$post->ID, 0])) {
        wp_schedule_single_event(time(), NASHIR_EVENT, [$post->ID, 0]);
    }
}

/** Send a post to Nashir, in the background; safe to repeat: one article gives one draft. */
function nashir_make_draft(int $post_id, int $failures): void {
    $post = get_post($post_id);
    if (!$post || $post->post_status !== 'publish' || post_password_required($post)) {
        return;
    }
    if (!defined('NASHIR_URL') || !defined('NASHIR_TOKEN')) {
        update_post_meta($post_id, '_nashir_error', 'NASHIR_URL and NASHIR_TOKEN are not defined.');
        return;
    }
    $answer = wp_remote_post(untrailingslashit(NASHIR_URL) . '/api/v1/drafts?wait=20', [
        'timeout' => 30,
        'redirection' => 0,
        'headers' => [
            'Authorization' => 'Bearer ' . NASHIR_TOKEN,
            'Content-Type' => 'application/json',
        ],
        'body' => wp_json_encode(nashir_article($post)),
    ]);
    $status = (int) wp_remote_retrieve_response_code($answer);
    $document = json_decode(wp_remote_retrieve_body($answer), true);
    if (($status === 200 || $status === 201) && isset($document['draft'])) {
        update_post_meta($post_id, '_nashir_draft', sanitize_text_field($document['draft']));
        delete_post_meta($post_id, '_nashir_error');
        return;
    }
    $reason = is_wp_error($answer) ? $answer->get_error_message() : ($document['detail'] ?? "HTTP $status");
    update_post_meta($post_id, '_nashir_error', sanitize_text_field($reason));
    nashir_try_again($post_id, $failures, $status);
}

/** Try again where that may help: no answer, not finished yet (202), too much to do, or away. */
function nashir_try_again(int $post_id, int $failures, int $status): void {
    $may_help = $status === 0 || $status === 202 || $status === 408 || $status === 429 || $status >= 500;
    if ($may_help && $failures < count(NASHIR_WAITS)) {
        $when = time() + NASHIR_WAITS[$failures];
        wp_schedule_single_event($when, NASHIR_EVENT, [$post_id, $failures + 1]);
    }
}

/** Return a post as the API takes an article. */
function nashir_article(WP_Post $post): array {
    $GLOBALS['post'] = $post; // what other plugins expect where a text is made
    setup_postdata($post);
    $text = apply_filters('the_content', $post->post_content);
    wp_reset_postdata();
    return [
        'title' => html_entity_decode(wp_strip_all_tags($post->post_title), ENT_QUOTES, 'UTF-8'),
        'text' => $text,
        'format' => 'html',
        'link' => get_permalink($post),
    ];
}

/** Show in the editor what became of it. */
function nashir_show(WP_Post $post): void {
    $draft = get_post_meta($post->ID, '_nashir_draft', true);
    $error = get_post_meta($post->ID, '_nashir_error', true);
    if ($draft && defined('NASHIR_URL')) {
        $address = untrailingslashit(NASHIR_URL) . '/drafts/' . rawurlencode($draft);
        printf(
            '<div class="misc-pub-section"><a href="%s" target="_blank" rel="noopener">Nashir</a></div>',
            esc_url($address)
        );
    } elseif ($error) {
        printf('<div class="misc-pub-section">Nashir: %s</div>', esc_html($error));
    }
}
